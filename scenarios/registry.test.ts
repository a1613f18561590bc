import { describe, expect, it } from 'vitest';
import { testRandom } from '#chaos/random-fixture';
import type { FaultKind } from '#chaos/registry';
import { orderSchedule, scheduleSchema } from '#chaos/schedule';
import { SCENARIO_NAMES, SCENARIOS, scenarioNamed } from './registry.ts';
import type { Scenario } from './scenario.ts';

const context = {
  payerCount: 3,
  payeeCount: 20,
  nodeCount: 99,
  channelCount: 500,
  boundaryNames: ['intent.commit', 'dispatch', 'outcome.commit', 'respond', 'recover.commit'],
  horizonMs: 15_000,
};

const play = (scenario: Scenario, trials: number, params: unknown = {}) =>
  Array.from({ length: trials }, (_, i) => scenario.schedule(testRandom(i), i, params, context));

const kindsOf = (trials: ReturnType<typeof play>) => new Set(trials.flat().map((fault) => fault.kind));

/** What partial-commit adds so that every write is passed at all: lost messages, dear routes, a payer that hangs. */
const TROUBLE: readonly FaultKind[] = [
  'net.response_lost',
  'net.request_lost',
  'ln.fee_or_cltv_bump',
  'node.hang',
];
const strikesOf = (trial: ReturnType<typeof play>[number]) =>
  trial.filter((fault) => !TROUBLE.includes(fault.kind));

describe.each(SCENARIOS)('scenario $name', (scenario) => {
  it('plans valid schedules, the same for the same seed and trial', () => {
    const trials = play(scenario, 60);
    expect(play(scenario, 60)).toEqual(trials);
    for (const trial of trials) {
      expect(scheduleSchema.parse(trial)).toEqual(trial);
      expect(orderSchedule(trial)).toEqual(trial);
    }
  });

  it('draws every kind that it expects within 60 trials', () => {
    const drawn = kindsOf(play(scenario, 60));
    for (const kind of scenario.expects({})) expect(drawn).toContain(kind);
  });

  it('refuses parameters that it does not have', () => {
    expect(() => scenario.schedule(testRandom(1), 0, { sugar: 2 }, context)).toThrow(/sugar/);
    expect(scenario.params.safeParse({}).success).toBe(true);
  });

  it('names what really happened', () => {
    expect(scenario.sentence.length).toBeGreaterThan(80);
  });
});

describe('scenarios', () => {
  it('are found by their names, the mandatory combinations of faults among them', () => {
    for (const name of SCENARIO_NAMES) expect(scenarioNamed(name).name).toBe(name);
    expect(new Set(SCENARIO_NAMES).size).toBe(SCENARIO_NAMES.length);
    const combined = SCENARIOS.map((scenario) => scenario.expects({})).map((kinds) =>
      [...kinds].sort().join(' '),
    );
    // properties-and-faults.md, "Mandatory combos": in its order.
    for (const combination of [
      ['net.response_lost', 'node.hang'],
      ['evt.delay', 'orch.crash_at'],
      ['ln.payee_hold', 'node.hang'],
      ['orch.dup_instance', 'store.commit_unknown'],
      [
        'human.double_approve',
        'human.late',
        'human.no_response',
        'human.revoke',
        'policy.version_flip_midflight',
      ],
      ['ln.liquidity_drain', 'net.flap'],
      ['chain.reorg', 'ln.htlc_stuck'],
      ['evt.duplicate', 'evt.stream_reset_cursor_loss'],
    ])
      expect(combined).toContain(combination.join(' '));
    expect(SCENARIO_NAMES).toContain('swizzle-clog');
    expect(() => scenarioNamed('earthquake')).toThrow(/no scenario earthquake; there are baseline/);
  });

  it('baseline injects nothing; every other one always strikes', () => {
    for (const scenario of SCENARIOS)
      for (const trial of play(scenario, 60)) expect(trial.length > 0).toBe(scenario.name !== 'baseline');
  });

  it.each([
    ['node-outage', { modes: ['hang'] }, ['node.hang']],
    [
      'stale-callbacks',
      { modes: ['forged'] },
      ['evt.forged', 'evt.delay', 'evt.drop', 'evt.stream_reset_cursor_loss'],
    ],
    ['partial-commit', { modes: ['torn'] }, ['store.partial_commit', ...TROUBLE]],
  ] as const)('%s plays only the wanted modes', (name, params, allowed) => {
    const scenario = scenarioNamed(name);
    for (const kind of kindsOf(play(scenario, 60, params))) expect(allowed).toContain(kind);
    expect(scenario.expects(params)).toEqual([allowed[0]]);
  });

  it('node-outage and stale-callbacks lead with each mode in turn', () => {
    const lead = (name: string, kinds: readonly FaultKind[]) =>
      play(scenarioNamed(name), 8, { faults: { min: 1, max: 1 } }).map((trial) =>
        kinds.indexOf(trial[0]!.kind),
      );
    expect(lead('node-outage', ['node.stop_graceful', 'node.crash', 'node.hang', 'node.flap'])).toEqual([
      0, 1, 2, 3, 0, 1, 2, 3,
    ]);
    expect(
      lead('stale-callbacks', ['evt.stale_replay', 'evt.duplicate', 'evt.reorder', 'evt.forged']),
    ).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  });

  it('partial-commit strikes every boundary, before and after, and every way to tear, round after round', () => {
    const cells = 5 * 2 + 3 + 2;
    const trials = play(scenarioNamed('partial-commit'), cells * 3, { againPct: 0 });
    // Rare writes have few passages in a trial: the first comes twice before the second.
    for (const [round, nth] of [1, 1, 2].entries()) {
      const struck = trials.slice(round * cells, (round + 1) * cells).map((trial) => {
        const strikes = strikesOf(trial);
        expect(strikes).toHaveLength(1);
        const { atMs, durMs, ...what } = strikes[0]!;
        return JSON.stringify(what);
      });
      const wanted = [
        ...context.boundaryNames.flatMap((boundary) =>
          ['before', 'after'].map((phase) => ({ kind: 'orch.crash_at', boundary, phase, nth })),
        ),
        ...[0, 50, 99].map((keepPct) => ({ kind: 'store.partial_commit', nth, keepPct })),
        ...[true, false].map((committed) => ({ kind: 'store.commit_unknown', nth, committed })),
      ];
      // The keys of a fault stand in the order of its definition, which is not of interest here.
      const sorted = (list: readonly unknown[]) =>
        list.map((one) => JSON.stringify(Object.entries(one as object).toSorted())).toSorted();
      expect(sorted(struck.map((one) => JSON.parse(one)))).toEqual(sorted(wanted));
    }
  });

  it('partial-commit can die again during recovery', () => {
    for (const trial of play(scenarioNamed('partial-commit'), 30, { againPct: 100 })) {
      const strikes = strikesOf(trial);
      expect(strikes).toHaveLength(2);
      expect(strikes.filter((fault) => fault.on?.event === 'orch-stopped')).toHaveLength(1);
    }
  });

  it('liquidity-drain can empty all payers at once', () => {
    const [trial] = play(scenarioNamed('liquidity-drain'), 1, { payers: 'all', faults: { min: 1, max: 1 } });
    expect(trial!.map((fault) => 'node' in fault && fault.node)).toEqual([0, 1, 2]);
  });
});
