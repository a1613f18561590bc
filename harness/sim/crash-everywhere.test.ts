import { describe, expect, it } from 'vitest';
import type { TimedFault } from '#chaos/registry';
import type { Schedule } from '#chaos/schedule';
import { BOUNDARIES, type BoundaryName, type BoundaryPhase } from '#orchestrator/domain/boundaries';
import { INTENT_STATUSES, type IntentStatus } from '#orchestrator/domain/status';
import { trialOf } from '../generator/quickstart.fixture.ts';
import { TROUBLES } from './testing/troubles.ts';

type Status = IntentStatus | 'none';
/** A write boundary, its phase, and the durable status of the intent: `accept.commit before none`. */
type Pair = `${BoundaryName} ${BoundaryPhase} ${Status}`;

const PHASES = ['before', 'after'] as const;
const STATUSES = ['none', ...INTENT_STATUSES] as const;
const PAIRS = BOUNDARIES.flatMap((boundary) =>
  PHASES.flatMap((phase) => STATUSES.map((status) => ({ boundary, phase, status }))),
);
const nameOf = ({ boundary, phase, status }: (typeof PAIRS)[number]): Pair =>
  `${boundary} ${phase} ${status}`;

const TERMINAL = ['declined', 'settled', 'failed', 'expired', 'canceled'] as const;

interface Unreachable {
  readonly at: readonly BoundaryName[];
  readonly phases: readonly BoundaryPhase[];
  readonly statuses: readonly Status[];
  readonly because: string;
}

/**
 * Every name is written out: a new boundary or a new status is in none of these, so it must be hit, or somebody must say
 * here why it cannot be.
 */
const UNREACHABLE: readonly Unreachable[] = [
  {
    at: [
      'accept.commit',
      'attempt.commit',
      'resend.commit',
      'outcome.commit',
      'retry.commit',
      'doubt.commit',
      'approval.commit',
      'exception.commit',
      'dispatch',
      'lookup',
      'respond',
    ],
    phases: PHASES,
    statuses: ['received'],
    because: 'an intent is decided in the group in which it is received: nothing rests in this state',
  },
  {
    at: [
      'attempt.commit',
      'resend.commit',
      'outcome.commit',
      'retry.commit',
      'doubt.commit',
      'approval.commit',
      'exception.commit',
      'dispatch',
      'lookup',
      'respond',
    ],
    phases: PHASES,
    statuses: ['none'],
    because: 'the first thing that is done about an intent is to accept it',
  },
  {
    at: ['accept.commit'],
    phases: ['before'],
    statuses: ['awaiting_approval', 'ready', 'in_flight', 'in_doubt', ...TERMINAL],
    because: 'an intent is accepted once',
  },
  {
    at: ['accept.commit'],
    phases: ['after'],
    statuses: ['none', 'in_doubt', 'settled', 'failed', 'canceled'],
    because: 'these need the word of a node or of a person, which comes later',
  },
  {
    at: [
      'attempt.commit',
      'resend.commit',
      'outcome.commit',
      'retry.commit',
      'doubt.commit',
      'approval.commit',
    ],
    phases: ['before'],
    statuses: TERMINAL,
    because: 'terminal states absorb',
  },
  {
    at: ['attempt.commit', 'resend.commit', 'retry.commit', 'doubt.commit', 'approval.commit'],
    phases: ['after'],
    statuses: ['settled', 'failed', 'expired', 'canceled'],
    because: 'the group that ends an intent has its answer in it, and is named outcome.commit by that',
  },
  {
    at: ['attempt.commit', 'resend.commit', 'retry.commit', 'doubt.commit'],
    phases: ['after'],
    statuses: ['declined'],
    because: 'as above; only a refusal by a person has a name that tells more',
  },
  {
    at: ['outcome.commit'],
    phases: ['after'],
    statuses: ['awaiting_approval', 'ready', 'in_flight', 'in_doubt'],
    because: 'an outcome is an end',
  },
  {
    at: ['attempt.commit', 'resend.commit', 'retry.commit', 'doubt.commit', 'exception.commit'],
    phases: PHASES,
    statuses: ['awaiting_approval'],
    because: 'only a person, or the end of the time, leads out of it: approval.commit and outcome.commit',
  },
  {
    at: ['approval.commit'],
    phases: ['after'],
    statuses: ['awaiting_approval'],
    because: 'the answer of a person leads out of it',
  },
  {
    at: ['attempt.commit'],
    phases: ['after'],
    statuses: ['ready', 'in_doubt'],
    because: 'an attempt that was opened is in flight',
  },
  {
    at: ['resend.commit'],
    phases: PHASES,
    statuses: ['ready', 'in_flight'],
    because: 'what is sent again has been looked up in vain at least twice, so it is in doubt',
  },
  {
    at: ['retry.commit'],
    phases: ['before'],
    statuses: ['ready'],
    because: 'a retry follows an attempt that has just failed',
  },
  {
    at: ['retry.commit'],
    phases: ['after'],
    statuses: ['in_flight', 'in_doubt'],
    because: 'a retry that waits is ready; one that goes at once is named attempt.commit',
  },
  {
    at: ['exception.commit'],
    phases: ['after'],
    statuses: ['in_flight'],
    because: 'what is raised while it is in flight comes into doubt with the same commit',
  },
  {
    at: ['exception.commit'],
    phases: PHASES,
    statuses: ['ready', ...TERMINAL],
    because:
      'what is raised is in doubt, unless a node contradicts what it said before, which no daemon of these trials does',
  },
  {
    at: ['dispatch', 'lookup'],
    phases: PHASES,
    statuses: ['awaiting_approval', 'ready', ...TERMINAL],
    because: 'there is no open attempt to send or to look up',
  },
  {
    at: ['respond'],
    phases: PHASES,
    statuses: ['awaiting_approval', 'ready', 'in_flight', 'in_doubt'],
    because: 'only an end is answered',
  },
];

function whyUnreachable({ boundary, phase, status }: (typeof PAIRS)[number]): string | undefined {
  return UNREACHABLE.find(
    ({ at, phases, statuses }) =>
      at.includes(boundary) && phases.includes(phase) && statuses.includes(status),
  )?.because;
}

const storm = { atMs: 0, durMs: 19_000 } as const;
const SEEDS = ['crash-1', 'crash-2', 'crash-3', 'crash-4', 'crash-5', 'crash-6', 'crash-7', 'crash-8'];

/** Plays `faults` with each sort of trouble; tells which of them had an effect. Nothing may be accused. */
function strike(faults: Schedule, trouble: Schedule, index: number, seed: string): boolean[] {
  const schedule = [...faults, ...trouble];
  const { violations, faults: felt } = trialOf('baseline', index, { seed, schedule, history: 'none' });
  expect(violations, `seed ${seed}, trouble ${index}`).toEqual([]);
  return faults.map((_, at) => felt[at]!.effects > 0);
}

describe('a crash at every write boundary', () => {
  it('before and after, in every state of an intent, breaks nothing; what cannot be hit is listed with its reason', () => {
    const hit = new Set<Pair>();
    const wanted = PAIRS.filter((pair) => whyUnreachable(pair) === undefined);
    const play = (pairs: typeof PAIRS, seed: string, index: number): void => {
      const crashes = pairs.map(
        (pair): TimedFault => ({ kind: 'orch.crash_at', ...storm, ...pair, durMs: 60, nth: 1 }),
      );
      strike(crashes, TROUBLES[index]!, index, seed).forEach((felt, at) => {
        if (felt) hit.add(nameOf(pairs[at]!));
      });
    };
    const openOf = (pairs: typeof PAIRS) => pairs.filter((pair) => !hit.has(nameOf(pair)));
    // First every pair lies in wait at once: one trial dies many deaths, those that should be impossible among them.
    for (const seed of SEEDS.slice(0, 2))
      for (const index of TROUBLES.keys())
        for (const phase of PHASES) play(openOf(PAIRS.filter((pair) => pair.phase === phase)), seed, index);
    // Then those that no trial lived long enough to reach, each alone.
    for (const seed of SEEDS)
      for (const index of TROUBLES.keys()) for (const pair of openOf(wanted)) play([pair], seed, index);
    expect(wanted.map(nameOf).filter((pair) => !hit.has(pair))).toEqual([]);
    expect(PAIRS.filter((pair) => hit.has(nameOf(pair)) && !wanted.includes(pair)).map(nameOf)).toEqual([]);
  });
});

const COMMITS = BOUNDARIES.filter((boundary) => boundary.endsWith('.commit'));
const downMs = 300;

const JOURNAL_FAULTS: Readonly<Record<string, (boundary: BoundaryName) => Schedule>> = {
  ...Object.fromEntries(
    [0, 50, 99].map((keepPct) => [
      `torn group, ${keepPct} %`,
      (boundary: BoundaryName): Schedule => [
        { kind: 'store.partial_commit', ...storm, durMs: downMs, nth: 1, keepPct, boundary },
      ],
    ]),
  ),
  ...Object.fromEntries(
    [true, false].map((committed) => [
      `commit unknown, ${committed ? 'kept' : 'lost'}`,
      (boundary: BoundaryName): Schedule => [
        { kind: 'store.commit_unknown', ...storm, durMs: downMs, nth: 1, committed, boundary },
      ],
    ]),
  ),
  ...Object.fromEntries(
    (['busy', 'full', 'io', 'conflict'] as const).map((code) => [
      code,
      (boundary: BoundaryName): Schedule => [{ kind: 'store.error', ...storm, code, sharePct: 50, boundary }],
    ]),
  ),
  slow: (boundary) => [{ kind: 'store.slow', ...storm, delayMs: 1200, boundary }],
  'stale read': (boundary) => [
    { kind: 'orch.crash_at', ...storm, durMs: downMs, boundary, phase: 'after', nth: 1 },
    { kind: 'store.stale_read', ...storm, lagMs: 800 },
  ],
};

describe.each(COMMITS)('a journal that fails at %s', (boundary) => {
  it.each(Object.entries(JOURNAL_FAULTS))('by %s breaks nothing', (_name, faultsAt) => {
    const faults = faultsAt(boundary);
    // One trouble at least passes this boundary; two in which it struck are enough.
    let struck = 0;
    for (const [index, trouble] of TROUBLES.entries()) {
      if (struck === 2) break;
      if (strike(faults, trouble, index, 'journal').every((felt) => felt)) struck++;
    }
    expect(struck).toBe(2);
  });
});
