import { describe, expect, it } from 'vitest';
import { fixtureInput } from '../render/report-model.fixture.ts';
import { EXIT_CODES, exitCodeOf } from './exit-codes.ts';
import { judge } from './judge.ts';
import type { JudgedTrial, JudgeInput } from './judge-input.ts';
import { gateSchema } from './objective.ts';
import { verdictSchema } from './verdict-schema.ts';

const GOOD = fixtureInput('go');

const first = (change: Partial<JudgedTrial>): readonly JudgedTrial[] =>
  GOOD.trials.map((trial, index) => (index === 0 ? { ...trial, ...change } : trial));
const violation = { invariant: 'S01', atSeq: 5, atMs: 70, intents: [1], because: 'paid twice' };

/** Each change spoils a good run in one way; the verdict and the rule that must speak. */
const RULES: readonly [string, Partial<JudgeInput>, 'NO-GO' | 'INCONCLUSIVE', string, RegExp][] = [
  [
    'one safety violation',
    { trials: first({ violations: [violation] }) },
    'NO-GO',
    'safety',
    /S01 .* violated in 1 of/,
  ],
  [
    'one liveness violation',
    { trials: first({ violations: [{ ...violation, invariant: 'L01' }] }) },
    'NO-GO',
    'liveness',
    /L01/,
  ],
  [
    'a violation of an invariant that the run does not list',
    { trials: first({ violations: [{ ...violation, invariant: 'S99' }] }) },
    'NO-GO',
    'safety',
    /S99/,
  ],
  [
    'a violation in a trial that crashed',
    { trials: first({ status: 'crashed', crash: 'boom', violations: [violation] }) },
    'NO-GO',
    'safety',
    /S01/,
  ],
  [
    'a crashed trial',
    { trials: first({ status: 'crashed', crash: 'boom' }) },
    'INCONCLUSIVE',
    'harness',
    /boom/,
  ],
  [
    'a problem of the harness',
    { problems: ['Shard 2 of 4 is missing.'] },
    'INCONCLUSIVE',
    'harness',
    /Shard 2/,
  ],
  [
    'a trial that did not run',
    { trials: GOOD.trials.slice(1) },
    'INCONCLUSIVE',
    'plan',
    /1 planned trial did not run/,
  ],
  ['no scenario', { scenarios: [], trials: [] }, 'INCONCLUSIVE', 'plan', /plan is empty/],
  [
    'a scenario without intents',
    {
      trials: GOOD.trials.map((trial) =>
        trial.spec.scenario === 'mixed' ? { ...trial, intentCount: 0 } : trial,
      ),
    },
    'INCONCLUSIVE',
    'plan',
    /mixed: not one payment intent/,
  ],
  ['no invariants', { invariants: [] }, 'INCONCLUSIVE', 'plan', /No invariant/],
  [
    'an invariant never put to the test',
    {
      invariants: GOOD.invariants.map((each) => (each.id === 'S09' ? { ...each, examinedTrials: 0 } : each)),
    },
    'INCONCLUSIVE',
    'coverage',
    /S09 .* never put to the test/,
  ],
  [
    'an expected fault that touched nothing',
    {
      trials: GOOD.trials.map((trial) => ({
        ...trial,
        faults: trial.faults.map((fault) => (fault.kind === 'evt-drop' ? { ...fault, effects: 0 } : fault)),
      })),
    },
    'INCONCLUSIVE',
    'coverage',
    /evt-drop was not exercised in delayed-events: it was injected 60 times and touched nothing/,
  ],
  [
    'an expected fault that no trial drew',
    {
      scenarios: GOOD.scenarios.map((s) =>
        s.name === 'baseline' ? { ...s, expectedFaults: ['api-error'] } : s,
      ),
    },
    'INCONCLUSIVE',
    'coverage',
    /api-error was not exercised in baseline: no trial drew it/,
  ],
  [
    'a fault that the host cannot inject',
    {
      scenarios: GOOD.scenarios.map((s) => (s.name === 'baseline' ? { ...s, expectedFaults: ['netem'] } : s)),
      unavailableFaults: [{ kind: 'netem', why: 'no kernel module' }],
    },
    'INCONCLUSIVE',
    'coverage',
    /cannot be injected here \(no kernel module\)/,
  ],
  [
    'a fault that nobody expects, and that touched nothing in the whole run however often',
    {
      trials: GOOD.trials.map((trial) => ({
        ...trial,
        faults: [...trial.faults, { ordinal: 9, kind: 'api-error', effects: 0 }],
      })),
    },
    'INCONCLUSIVE',
    'coverage',
    /api-error was not exercised/,
  ],
  [
    'a mutant that survived',
    {
      selfTest: {
        ...GOOD.selfTest,
        mutants: GOOD.selfTest.mutants.map((mutant) => ({ ...mutant, caughtBy: null })),
      },
    },
    'INCONCLUSIVE',
    'self-test',
    /survived 3 trials; S02 should have caught it/,
  ],
  [
    'no self-test',
    { selfTest: { mode: 'none', mutants: [], canaries: [] } },
    'INCONCLUSIVE',
    'self-test',
    /No planted mutant/,
  ],
  [
    'mutants without a canary and a control',
    { selfTest: { ...GOOD.selfTest, canaries: [] } },
    'INCONCLUSIVE',
    'self-test',
    /No canary and no control/,
  ],
  [
    'a canary that sings',
    {
      selfTest: { ...GOOD.selfTest, canaries: [{ id: 'zero-fault', title: 'no fault', asExpected: false }] },
    },
    'INCONCLUSIVE',
    'self-test',
    /zero-fault/,
  ],
  [
    'another history for the same seed',
    {
      determinism: {
        sampled: 9,
        differing: [{ ordinal: 3, scenario: 'mixed', seed: '77', difference: 'event 4' }],
      },
    },
    'INCONCLUSIVE',
    'determinism',
    /1 of 9 trials run twice .* seed 77/,
  ],
  [
    'no trial run twice',
    { determinism: { sampled: 0, differing: [] } },
    'INCONCLUSIVE',
    'determinism',
    /seed replays/,
  ],
  [
    'too few trials for the claim',
    { gate: { ...GOOD.gate, safety: { claim: { maxRate: 0.001, confidence: 0.95 } } } },
    'INCONCLUSIVE',
    'claim',
    /takes 2,995 trials/,
  ],
  [
    'a metric without samples',
    { samples: new Map() },
    'INCONCLUSIVE',
    'objective',
    /no samples is never a pass/,
  ],
  [
    'a duplicate settlement',
    { samples: new Map([...GOOD.samples, ['no-duplicates', { kind: 'counts', trials: [0, 1, 0] }]]) },
    'NO-GO',
    'objective',
    /no-duplicates: .* 1 counted; the limit is 0/,
  ],
  [
    'a latency that is proved too long',
    {
      samples: new Map([
        ...GOOD.samples,
        ['settle-p95', { kind: 'values', trials: Array.from({ length: 200 }, () => [7_000, 8_500]) }],
      ]),
    },
    'NO-GO',
    'objective',
    /settle-p95: .* Proved worse than 8 s/,
  ],
  [
    'a good ratio on too few trials',
    {
      samples: new Map([
        ...GOOD.samples,
        [
          'auto-recovery',
          {
            kind: 'ratios',
            trials: Array.from({ length: 99 }, () => ({ numerator: 900, denominator: 900 })),
          },
        ],
      ]),
    },
    'INCONCLUSIVE',
    'objective',
    /Only 99 trials with samples; 100 are asked for/,
  ],
];

describe('the lattice', () => {
  it('a good run is GO, and one warning does not change that', () => {
    const verdict = judge(GOOD);
    expect(verdict).toMatchObject({ verdict: 'GO', label: 'GO (1 warning)', reasons: [], trials: 420 });
    expect(verdict.objectives.filter(({ status }) => status === 'pass')).toHaveLength(5);
    expect(verdict.invariants.every(({ status, bound }) => status === 'held' && bound! < 0.01)).toBe(true);
    expect(verdictSchema.parse(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict);
  });

  it.each(RULES)('%s', (_, change, expected, rule, text) => {
    const verdict = judge({ ...GOOD, ...change });
    expect(verdict.verdict).toBe(expected);
    expect(
      verdict.reasons.filter((reason) => reason.rule === rule).map((reason) => reason.text),
    ).toContainEqual(expect.stringMatching(text));
    expect(verdictSchema.parse(verdict)).toEqual(verdict);
  });

  it('a violation beats everything that is merely unknown', () => {
    const verdict = judge({
      ...GOOD,
      trials: first({ violations: [violation] }),
      problems: ['x'],
      samples: new Map(),
    });
    expect(verdict.verdict).toBe('NO-GO');
    expect(verdict.reasons[0]).toMatchObject({ verdict: 'NO-GO', rule: 'safety' });
    expect(verdict.invariants.find(({ id }) => id === 'S01')).toMatchObject({
      status: 'violated',
      violations: 1,
      violatingTrials: 1,
      first: { scenario: 'baseline', index: 0, because: 'paid twice', atMs: 70 },
    });
  });

  it('says how many more trials would settle it', () => {
    const short = judge({ ...GOOD, gate: gateSchema.parse({ safety: { claim: { maxRate: 0.001 } } }) });
    expect(short.reasons).toEqual([expect.objectContaining({ rule: 'claim', needsMoreTrials: 2_995 - 420 })]);
    const objectives = [{ id: 'p99', metric: 'settlement_latency_ms', quantile: 0.99, max: 60_000 }];
    const samples = new Map([
      ['p99', { kind: 'values' as const, trials: Array.from({ length: 120 }, () => [9]) }],
    ]);
    const [p99] = judge({ ...GOOD, gate: gateSchema.parse({ objectives }), samples }).objectives;
    expect(p99).toMatchObject({
      status: 'inconclusive',
      bound: null,
      estimate: 9,
      trials: 120,
      needsMoreTrials: 179,
    });
  });

  it('what never ended is longer than any limit', () => {
    const objectives = [{ id: 'p95', metric: 'reconciliation_ms', quantile: 0.95, max: 60_000 }];
    const p95 = (open: number) => {
      const trials = Array.from({ length: 200 }, (_, at) => [at < open ? Number.POSITIVE_INFINITY : 9]);
      const samples = new Map([['p95', { kind: 'values' as const, trials }]]);
      const verdict = judge({ ...GOOD, gate: gateSchema.parse({ objectives }), samples });
      expect(verdictSchema.parse(verdict)).toEqual(verdict);
      return verdict.objectives[0];
    };
    expect(p95(2)).toMatchObject({ status: 'pass', estimate: 9, bound: 9 });
    expect(p95(9)).toMatchObject({
      status: 'inconclusive',
      estimate: 9,
      bound: null,
      because: expect.stringMatching(/still open at the end .*Needs about/),
    });
    expect(p95(40)).toMatchObject({ status: 'fail', estimate: null, bound: null });
  });

  it('does not depend on the order in which trials arrive', () => {
    const input = fixtureInput('no-go');
    const turned = judge({ ...input, trials: [...input.trials].reverse() });
    expect(JSON.stringify(turned)).toBe(JSON.stringify(judge(input)));
  });

  it('refuses samples of the wrong kind: a defect of the caller', () => {
    const samples = new Map([['settle-p95', { kind: 'counts' as const, trials: [1] }]]);
    expect(() => judge({ ...GOOD, samples })).toThrow(/settlement_latency_ms needs values, got counts/);
  });

  it('has the exit codes of the command line', () => {
    expect([exitCodeOf('GO'), exitCodeOf('NO-GO'), exitCodeOf('INCONCLUSIVE')]).toEqual([0, 1, 2]);
    expect(EXIT_CODES).toMatchObject({
      evidenceAltered: 3,
      usage: 64,
      badInput: 65,
      internal: 70,
      interrupted: 130,
    });
  });
});
