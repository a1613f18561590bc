import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { AUTONOMY_TIERS } from '#orchestrator/domain/intent';
import { loadPolicy } from '#orchestrator/policy/load';
import { importDescribegraph } from '#topologies/import-describegraph';
import { pilotSchema } from './pilot-schema.ts';
import { SCENARIO_NAMES } from './registry.ts';

const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const pilotOf = (name: string) => pilotSchema.parse(parse(textOf(`pilots/${name}.yaml`)));

const loaded = loadPolicy(textOf('policies/pilot-policy.yaml'));
if (!loaded.ok) throw new Error(`pilot-policy.yaml: ${JSON.stringify(loaded.problems)}`);
const policy = loaded.policy.document;

/** Trials without a violation that bound the rate by `maxRate` (gates-and-evidence.md §E.1). */
const trialsFor = (maxRate: number, confidence: number) =>
  Math.ceil(Math.log(1 - confidence) / Math.log(1 - maxRate));

describe.each(['quickstart', 'release'])('pilot %s', (name) => {
  const pilot = pilotOf(name);
  const trials = pilot.scenarios.reduce((sum, entry) => sum + entry.trials, 0);

  it('plays all scenarios', () => {
    expect(pilot.scenarios.map((entry) => entry.name)).toEqual(SCENARIO_NAMES);
  });

  it('has enough trials for what it claims', () => {
    const { maxRate, confidence } = pilot.gate.safety.claim;
    expect(trials).toBeGreaterThanOrEqual(trialsFor(maxRate, confidence));
  });

  it('limits all five pilot metrics', () => {
    const limited = new Set(pilot.gate.objectives.map((objective) => objective.metric));
    for (const metric of [
      'settlement_latency_ms',
      'fee_rate_ppm',
      'route_failure_ratio',
      'auto_recovery_ratio',
      'manual_intervention_ratio',
      'reconciliation_ms',
    ] as const) {
      expect(limited).toContain(metric);
    }
  });

  it('asks for what the policy knows: grants, tenants, tiers, and corridors but one', () => {
    for (const tenant of pilot.workload.tenants)
      for (const agent of tenant.agents)
        expect(policy.delegations).toContainEqual(
          expect.objectContaining({
            id: agent.delegation,
            tenant: tenant.name,
            agent: agent.name,
            principal: agent.principal,
          }),
        );
    const known = policy.corridors.map((corridor) => corridor.id);
    const unknown = pilot.workload.corridors.filter((corridor) => !known.includes(corridor.id));
    expect(unknown).toEqual([{ id: 'us-xx', weight: 1 }]);
    for (const corridor of policy.corridors)
      expect(corridor.feeExemptSat).toBeGreaterThanOrEqual(pilot.workload.feeCap.minSat);
    for (const corridor of policy.corridors)
      expect(corridor.maxFeePpm).toBeGreaterThanOrEqual(pilot.workload.feeCap.ppm);
  });

  it('is denied now and then, by tier low, and needs a human for tier high', () => {
    const tooLarge = pilot.workload.valueBands.filter(
      (band) => band.maxSat > policy.tiers.low.perPaymentMaxSat,
    );
    expect(tooLarge.map((band) => band.weight)).toEqual([5]);
    expect(policy.tiers.high.approval).toBe('always');
    for (const tier of AUTONOMY_TIERS) expect(pilot.workload.tiers[tier]).toBeGreaterThan(0);
  });

  it('names files that are there', () => {
    expect(existsSync(new URL(`pilots/${pilot.policy}`, import.meta.url))).toBe(true);
    expect(existsSync(new URL(`../topologies/library/${pilot.topology}.yaml`, import.meta.url))).toBe(true);
  });
});

describe('pilot policy', () => {
  it('pays from the three best funded nodes of ln-100, each first in one corridor', () => {
    const imported = importDescribegraph(textOf('../topologies/data/ln_100.describegraph.json'));
    if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
    const { nodes, channels } = imported.graph;
    const wealth = nodes.map(() => 0);
    for (const channel of channels) {
      wealth[channel.a]! += channel.capacityMsat;
      wealth[channel.b]! += channel.capacityMsat;
    }
    const richest = nodes
      .map((node, ordinal) => ({ name: node.name, wealth: wealth[ordinal]! }))
      .sort((one, other) => other.wealth - one.wealth)
      .slice(0, 3)
      .map((node) => node.name);
    expect(policy.corridors.map((corridor) => corridor.nodes[0])).toEqual(richest);
    for (const corridor of policy.corridors) expect(corridor.nodes.toSorted()).toEqual(richest.toSorted());
  });
});

describe('release', () => {
  it('bounds the rate of violating trials below 0.1 % at 95 %', () => {
    expect(pilotOf('release').gate.safety.claim).toEqual({ maxRate: 0.001, confidence: 0.95 });
  });
});
