import { describe, expect, it } from 'vitest';
import { QUICKSTART, trialOf } from '#harness/generator/quickstart.fixture';
import { planOf } from '#harness/generator/run-trial';
import { mutantNamed } from '#harness/mutants/registry';
import { deriveSeed } from '#harness/sim/random';
import { runPlan } from '#harness/sim/trial';
import type { TrialPlan } from '#harness/sim/trial-plan';
import { subnetwork } from './drop-network.ts';
import { retargeted } from './retarget.ts';
import { shrinkTrial } from './shrink-trial.ts';

const MUTANTS = [
  'double-dispatch-on-timeout',
  'failed-on-deadline',
  'key-without-tenant',
  'trust-callback-body',
];

function firstKill(id: string) {
  const { scenario, expects } = mutantNamed(id);
  for (let index = 0; index < 300; index++) {
    const { violations } = trialOf(scenario, index, { mutant: id, history: 'none' });
    if (violations.some(({ invariant }) => invariant === expects))
      return { spec: { scenario, index, ordinal: index, seed: deriveSeed('1', scenario, index) }, expects };
  }
  throw new Error(`${id} survived`);
}

describe.each(MUTANTS)('the trial that shows %s', (mutant) => {
  const { spec, expects } = firstKill(mutant);
  const options = { mutant, invariants: [expects], trialsMax: 2_000 };
  const shrunk = shrinkTrial(QUICKSTART, spec, options);
  const stillFails = (plan: TrialPlan) =>
    runPlan(plan, spec, { mutant, history: 'none' }).violations.some(
      ({ invariant }) => invariant === expects,
    );

  it('becomes one that fits on a page, and still fails', () => {
    const full = planOf(QUICKSTART, spec);
    expect(full.network.nodes.length).toBeGreaterThan(90);
    expect(shrunk.budgetSpent).toBe(false);
    expect(shrunk.faults).toBeLessThanOrEqual(3);
    expect(shrunk.payments).toBeLessThanOrEqual(3);
    expect(shrunk.nodes).toBeLessThanOrEqual(6);
    expect(stillFails(shrunk.plan)).toBe(true);
    expect(shrunk.violations.map(({ invariant }) => invariant)).toContain(expects);
    expect(runPlan(shrunk.plan, spec, { history: 'none' }).violations).toEqual([]);
  });

  it('loses the violation with any one fault or request less', () => {
    const { plan } = shrunk;
    const without = <T>(items: readonly T[], at: number) => items.filter((_, each) => each !== at);
    plan.schedule.forEach((_, at) => {
      expect(stillFails({ ...plan, schedule: without(plan.schedule, at) })).toBe(false);
    });
    plan.operations.forEach((_, at) => {
      expect(stillFails({ ...plan, operations: without(plan.operations, at) })).toBe(false);
    });
  });

  it('shrinks the same way twice', () => {
    expect(shrinkTrial(QUICKSTART, spec, options)).toEqual(shrunk);
  });
});

it('says when the budget was not enough, and keeps a trial that fails', () => {
  const mutant = 'double-dispatch-on-timeout';
  const { spec, expects } = firstKill(mutant);
  const cut = shrinkTrial(QUICKSTART, spec, { mutant, invariants: [expects], trialsMax: 5 });
  expect(cut).toMatchObject({ budgetSpent: true, trialsRun: 5 });
  expect(cut.violations.map(({ invariant }) => invariant)).toContain(expects);
  const short = shrinkTrial(QUICKSTART, spec, {
    mutant,
    invariants: [expects],
    trialsMax: 2_000,
    eventsMax: 1,
  });
  expect(short).toMatchObject({ budgetSpent: true, trialsRun: 1 });
});

it('has nothing to do with a trial that does not fail', () => {
  const spec = { scenario: 'baseline', index: 0, ordinal: 0, seed: '1' };
  expect(() => shrinkTrial(QUICKSTART, spec, { invariants: ['S01'], trialsMax: 10 })).toThrow(
    /baseline 0, seed 1, does not violate S01/,
  );
});

it('aims a fault at the same node after others are gone', () => {
  const { network } = QUICKSTART;
  const payers = network.nodes.flatMap((node, at) => (node.payer ? [at] : []));
  const last = subnetwork(network, [payers.at(-1)!]);
  const fault = { kind: 'net.reset', atMs: 0, durMs: 1, call: 'any', count: 1, phase: 'before' } as const;
  expect(retargeted({ ...fault, node: payers.length - 1 }, network, last)).toMatchObject({ node: 0 });
  expect(retargeted({ ...fault, node: 0 }, network, last)).toMatchObject({ node: 0 });
  const hang = { kind: 'node.hang', atMs: 0, durMs: 1, role: 'any' } as const;
  expect(retargeted({ ...hang, node: payers.at(-1)! }, network, last)).toMatchObject({ node: 0 });
});
