import { describe, expect, it } from 'vitest';
import { fixtureInput } from '../render/report-model.fixture.ts';
import {
  askedFrom,
  COVERAGE_IDS,
  COVERAGE_QUOTAS,
  coverageRulesSchema,
  trialsAsked,
} from './coverage-quotas.ts';
import { judge } from './judge.ts';
import type { CoverageSeen, JudgeInput } from './judge-input.ts';
import { gateSchema } from './objective.ts';

const GOOD = fixtureInput('go');
const TRIALS = GOOD.trials.length;
type Item = CoverageSeen['items'][number];

const withItem = (id: Item['id'], change: Partial<Item>, gate = GOOD.gate): JudgeInput => ({
  ...GOOD,
  gate,
  coverage: {
    ...GOOD.coverage,
    items: GOOD.coverage.items.map((item) => (item.id === id ? { ...item, ...change } : item)),
  },
});
const gateWith = (coverage: object) => ({ ...GOOD.gate, coverage: coverageRulesSchema.parse(coverage) });
const seenIn = (trials: number) => ({ seen: [{ scenario: 'mixed', trials, times: 3 * trials }] });
const quotaOf = (input: JudgeInput, id: string) => {
  const verdict = judge(input);
  const quota = verdict.coverage.quotas.find((each) => each.id === id)!;
  const reason = verdict.reasons.find(({ subject }) => subject === id);
  return { quota, reason, verdict: verdict.verdict };
};

describe('quotas', () => {
  it('scale with the run, rounded down, and say from what length on they ask', () => {
    expect(trialsAsked(20, 420)).toBe(8);
    expect(trialsAsked(2, 499)).toBe(0);
    expect(trialsAsked(2, 500)).toBe(1);
    expect(trialsAsked(0.3, 10_000)).toBe(3);
    expect(askedFrom(2)).toBe(500);
    expect(askedFrom(0.3)).toBe(3_334);
    expect(askedFrom(0)).toBeNull();
  });

  it('are all in the schema, with their defaults; others and impossible ones are refused', () => {
    expect(gateSchema.parse({}).coverage).toEqual({ mode: 'playable', perThousand: COVERAGE_QUOTAS });
    expect(Object.keys(gateSchema.parse({}).coverage.perThousand)).toEqual(COVERAGE_IDS);
    for (const perThousand of [{ C99: 1 }, { C01: -1 }, { C01: 1_001 }])
      expect(coverageRulesSchema.safeParse({ perThousand }).success).toBe(false);
  });

  it('a met quota says nothing against GO; the last trial that was missing does', () => {
    const needed = trialsAsked(COVERAGE_QUOTAS.C01, TRIALS);
    expect(needed).toBeGreaterThan(1);
    expect(quotaOf(withItem('C01', seenIn(needed)), 'C01')).toMatchObject({
      verdict: 'GO',
      quota: { status: 'met', trials: needed, times: 3 * needed, needed },
    });
    const { verdict, quota, reason } = quotaOf(withItem('C01', seenIn(needed - 1)), 'C01');
    expect(verdict).toBe('INCONCLUSIVE');
    expect(quota).toMatchObject({ status: 'unmet', scenarios: [{ scenario: 'mixed', trials: needed - 1 }] });
    expect(reason).toMatchObject({
      rule: 'coverage',
      text: `C01 (Fallback taken and succeeded): Seen in ${needed - 1} trials; ${needed} asked (40 of 1,000). Play more trials; mixed meets it most, or set gate.coverage.perThousand.C01 to 0 if the pilot is not about it.`,
      needsMoreTrials: Math.ceil(TRIALS / (needed - 1)),
    });
  });

  it('of a run that is too short for one trial are told, not judged', () => {
    const gate = gateWith({ perThousand: { C01: 2 } });
    const { verdict, quota } = quotaOf(withItem('C01', { seen: [] }, gate), 'C01');
    expect({ verdict, status: quota.status }).toEqual({ verdict: 'GO', status: 'too-short' });
    expect(quota.because).toBe('Seen in 0 trials; asked of runs from 500 trials on.');
    expect(quotaOf(withItem('C01', seenIn(1), gate), 'C01').quota.status).toBe('met');
  });

  it('of what no scenario plays are said; `all` wants them played, `report` wants nothing', () => {
    const modes = (['playable', 'all', 'report'] as const).map((mode) => {
      const { verdict, reason } = quotaOf({ ...GOOD, gate: gateWith({ mode }) }, 'C09');
      return { mode, verdict, said: reason?.text };
    });
    const text =
      'C09 (Policy changed between decision and dispatch): Nothing in this run brings it about: no scenario of this run draws policy.*.';
    expect(modes).toEqual([
      { mode: 'playable', verdict: 'GO', said: undefined },
      { mode: 'all', verdict: 'INCONCLUSIVE', said: text },
      { mode: 'report', verdict: 'GO', said: undefined },
    ]);
    const unmet = withItem('C01', { seen: [] }, gateWith({ mode: 'report' }));
    expect(quotaOf(unmet, 'C01')).toMatchObject({ verdict: 'GO', quota: { status: 'unmet' } });
  });

  it('what cannot exist here is said and never asked', () => {
    const { quota, reason } = quotaOf({ ...GOOD, gate: gateWith({ mode: 'all' }) }, 'C13');
    expect(quota).toMatchObject({ status: 'not-applicable', because: 'the orchestrator has no outbox' });
    expect(reason).toBeUndefined();
  });

  it('C14 wants every kind that was drawn to have an effect, each by itself', () => {
    const gate = gateWith({ perThousand: { C14: 5 } });
    expect(quotaOf({ ...GOOD, gate }, 'C14')).toMatchObject({
      verdict: 'GO',
      quota: { status: 'unplayable', parts: { met: 13, of: 14 } },
    });
    const idle = GOOD.trials.map((trial) => ({
      ...trial,
      faults: trial.faults.map((fault) => (fault.kind === 'node-hang' ? { ...fault, effects: 0 } : fault)),
    }));
    const scenarios = GOOD.scenarios.map((each) => ({ ...each, expectedFaults: [] }));
    const { verdict, reason, quota } = quotaOf({ ...GOOD, gate, scenarios, trials: idle }, 'C14');
    expect({ verdict, needs: quota.needsMoreTrials }).toEqual({ verdict: 'INCONCLUSIVE', needs: TRIALS });
    expect(reason?.text).toBe(
      'C14 (Every fault kind effective): 12 of 14 kinds met in 2 trials or more each. Too few trials: node-hang. Play more trials of the scenarios that draw such faults. No trial drew a fault for: policy-flip.',
    );
  });

  it('C15 wants every pair that can be met and is played; the others are no part of it', () => {
    const gate = gateWith({ perThousand: { C15: 5 } });
    expect(quotaOf({ ...fixtureInput('go'), gate }, 'C15').quota).toMatchObject({
      status: 'unplayable',
      parts: { met: 10, of: 13 },
    });
    const { reason, quota } = quotaOf({ ...fixtureInput('inconclusive'), gate }, 'C15');
    expect(quota).toMatchObject({ status: 'unmet', parts: { met: 9, of: 13 } });
    expect(reason?.text).toMatch(
      /Too few trials: in_doubt × net\. .* No trial drew a fault for: ready × policy/,
    );
  });

  it('a pair that is not asked for and came about all the same is shown, and is never too little', () => {
    const gate = gateWith({ perThousand: { C15: 5 } });
    const pairs = GOOD.coverage.pairs.map((pair) =>
      pair.unreachable === null ? pair : { ...pair, ...seenIn(1) },
    );
    const { coverage, reasons } = judge({ ...GOOD, gate, coverage: { ...GOOD.coverage, pairs } });
    const settled = coverage.pairs.filter(({ state }) => state === 'settled');
    expect(settled.map(({ status }) => status)).toEqual(['met', 'met', 'met', 'met']);
    expect(reasons).toEqual([]);
  });
});
