import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '#chaos/registry';
import { QUICKSTART, trialOf } from '#harness/generator/quickstart.fixture';
import { networkSchema } from '#harness/replay/network-schema';
import { planSchema } from '#harness/replay/plan-schema';
import { compiledPolicy } from '#harness/sim/compiled-policy';
import { SIM_INJECTS } from '#harness/sim/faults/injectable';
import { loadPolicy } from '#orchestrator/policy/load';
import { swarmParams } from '#scenarios/library/swarm';
import { IMPLEMENTATIONS } from '#topologies/network';
import { neighboursOf, reachableFrom } from '#topologies/reach';
import { generateTrial } from './generate-trial.ts';
import { planOf } from './run-trial.ts';

const PARAMS = swarmParams.parse({});
const plans = Array.from({ length: 400 }, (_, seed) => generateTrial(String(seed), PARAMS));
const kindsOf = (plan: (typeof plans)[number]) => plan.schedule.map(({ kind }) => kind);

describe('a generated trial', () => {
  it('is the same for the same seed, whatever was generated before, and another one for another', () => {
    expect(generateTrial('7', PARAMS)).toEqual(plans[7]);
    expect(new Set(plans.map((plan) => JSON.stringify(plan))).size).toBe(plans.length);
    const large = '18446744073709551615';
    expect(generateTrial(large, PARAMS)).toEqual(generateTrial(large, PARAMS));
  });

  it('is a plan that a case file can hold, with a policy that loads', () => {
    for (const { network, ...plan } of plans.slice(0, 100)) {
      expect(networkSchema.parse(network)).toEqual(network);
      expect(planSchema.parse(plan)).toEqual(plan);
      const loaded = loadPolicy(plan.policyText);
      expect(loaded.ok && loaded.policy).toEqual(compiledPolicy(plan.policyText, network));
    }
  });

  it('has one to four payers and payees of every daemon, and a way from each payer to each payee', () => {
    const seen = new Set<string>();
    for (const { network } of plans) {
      const neighbours = neighboursOf(network.nodes.length, network.channels);
      const payers = network.nodes.flatMap((node, at) => (node.payer ? [at] : []));
      const payees = network.nodes.flatMap((node, at) => (node.payee ? [at] : []));
      expect(payers.length * payees.length).toBeGreaterThan(0);
      expect(Math.max(payers.length, payees.length)).toBeLessThanOrEqual(4);
      for (const payer of payers) {
        seen.add(network.nodes[payer]!.implementation);
        const reached = reachableFrom(neighbours, payer);
        for (const payee of payees) expect(reached[payee]).toBe(1);
      }
    }
    expect([...seen].toSorted()).toEqual([...IMPLEMENTATIONS].toSorted());
  });

  it('strikes with every kind that the simulation has, over many seeds; each seed leaves many out', () => {
    const drawn = new Set(plans.flatMap(kindsOf));
    // No orchestrator is safe from a node that forgets what it paid: that one is never drawn.
    const expected = FAULT_KINDS.filter((kind) => SIM_INJECTS.has(kind) && kind !== 'node.state_rollback');
    expect([...drawn].toSorted()).toEqual(expected.toSorted());
    const weighed = plans.filter((plan) => new Set(kindsOf(plan)).size < plan.schedule.length);
    expect(weighed.length).toBeGreaterThan(plans.length / 10);
  });

  it('keeps a node dead in some trials, as often as it is asked to', () => {
    const dead = (pct: number) =>
      plans.filter((_, seed) =>
        generateTrial(String(seed), { ...PARAMS, deadNodePct: pct }).schedule.some(
          ({ kind }) => kind === 'node.permanent_loss',
        ),
      ).length;
    expect(dead(100)).toBe(plans.length);
    expect(dead(0)).toBeLessThan(plans.length / 4);
  });

  it('has as many payments and faults as the parameters say', () => {
    const params = swarmParams.parse({
      intents: { min: 12, max: 12 },
      faults: { min: 4, max: 4 },
      deadNodePct: 0,
    });
    for (let seed = 0; seed < 20; seed++) {
      const { operations, schedule } = generateTrial(String(seed), params);
      // Three more come after the heal, to see that payments work again.
      expect(operations.filter(({ kind }) => kind === 'first')).toHaveLength(15);
      expect(schedule.length).toBeLessThanOrEqual(4);
    }
  });
});

describe('the scenario swarm', () => {
  it('plays its own network in any pilot, and says which', () => {
    const { topology, intentCount } = trialOf('swarm', 3);
    expect(topology?.name).toMatch(/^swarm-\d+$/);
    expect(topology?.nodes.length).toBeLessThanOrEqual(12);
    expect(intentCount).toBeGreaterThan(0);
    expect(trialOf('mixed', 3).topology).toBeUndefined();
  });

  it('gives the same bytes twice', () => {
    for (const index of [0, 1, 2, 3])
      expect(trialOf('swarm', index).historyHash).toBe(trialOf('swarm', index).historyHash);
  });

  it('is planned from the seed and the parameters of the pilot alone', () => {
    const spec = { scenario: 'swarm', index: 0, ordinal: 0, seed: '7' };
    const entry = { name: 'swarm', trials: 1, params: {}, workload: {} };
    const pilot = { ...QUICKSTART.pilot, scenarios: [entry] };
    expect(planOf({ ...QUICKSTART, pilot }, spec)).toEqual(plans[7]);
  });
});
