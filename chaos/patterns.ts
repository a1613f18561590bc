import { pick } from './draw.ts';
import type { DrawTargets } from './fault.ts';
import type { Random } from './random.ts';
import type { FaultKind, TimedFault } from './registry.ts';
import { orderSchedule, type Schedule } from './schedule.ts';

/**
 * Named combinations that independent draws meet too seldom: the mandatory ones of properties-and-faults.md, swizzle-clog
 * (F29), and one more. Each mandatory one is also a scenario of the same name.
 */
export interface FaultPattern {
  readonly name: string;
  readonly kinds: readonly FaultKind[];
  plan(random: Random, targets: DrawTargets, horizonMs: number): Schedule;
}

const some = (random: Random, count: number): number => random.between(0, Math.max(0, count - 1));

/** F23 + F03: the node takes the payment, its answer is lost, and then it hangs, so nobody can ask either. */
const replyLostThenHang: FaultPattern = {
  name: 'reply-lost-then-hang',
  kinds: ['net.response_lost', 'node.hang'],
  plan(random, targets, horizonMs) {
    const node = some(random, targets.payerCount);
    const atMs = random.between(0, Math.floor(horizonMs / 2));
    const armedMs = horizonMs - atMs;
    return [
      { kind: 'net.response_lost', atMs, durMs: armedMs, node, call: 'pay', count: random.between(1, 3) },
      {
        kind: 'node.hang',
        atMs,
        durMs: random.between(1, Math.max(1, Math.floor(horizonMs / 3))),
        on: { event: 'pay-accepted', nth: 1, afterMs: random.between(0, 100) },
        role: 'payer',
        node,
      },
    ];
  },
};

/** F12 after dispatch + F36: the orchestrator dies with a payment out, and the callback comes to its next life. */
const crashThenLateCallbacks: FaultPattern = {
  name: 'crash-then-late-callbacks',
  kinds: ['evt.delay', 'orch.crash_at'],
  plan(random, targets, horizonMs) {
    if (targets.boundaryNames.length === 0) return [];
    const atMs = random.between(0, Math.floor(horizonMs / 2));
    const downMs = random.between(1, Math.max(1, Math.floor(horizonMs / 10)));
    const named = targets.boundaryNames.filter((name) => name.includes('dispatch'));
    return [
      {
        kind: 'evt.delay',
        atMs,
        durMs: horizonMs - atMs,
        node: some(random, targets.payerCount),
        delayMs: downMs + random.between(0, 5_000),
      },
      {
        kind: 'orch.crash_at',
        atMs,
        durMs: downMs,
        boundary: pick(random, named.length > 0 ? named : targets.boundaryNames),
        phase: 'after',
        nth: random.between(1, 10),
      },
    ];
  },
};

/** F47 + F03: the payer hangs with the payment out, and the payee settles late, when others might have been tried. */
const lateSettleBehindHang: FaultPattern = {
  name: 'late-settle-behind-hang',
  kinds: ['ln.payee_hold', 'node.hang'],
  plan(random, targets, horizonMs) {
    const atMs = random.between(0, Math.floor(horizonMs / 3));
    return [
      {
        kind: 'ln.payee_hold',
        atMs,
        durMs: horizonMs - atMs,
        node: some(random, targets.payeeCount),
        payees: Math.max(1, targets.payeeCount),
        holdMs: horizonMs,
        sharePct: 100,
        ends: 'settle',
      },
      {
        kind: 'node.hang',
        atMs,
        durMs: random.between(1, Math.max(1, Math.floor(horizonMs / 5))),
        on: { event: 'pay-accepted', nth: random.between(1, 5), afterMs: random.between(0, 2_000) },
        role: 'payer',
        node: some(random, targets.payerCount),
      },
    ];
  },
};

/** F43 + F30: one payer loses its liquidity while the connection to the next comes and goes: the fallback is taken again and again. */
const drainWhileFlapping: FaultPattern = {
  name: 'drain-while-flapping',
  kinds: ['ln.liquidity_drain', 'net.flap'],
  plan(random, targets, horizonMs) {
    const node = some(random, targets.payerCount);
    const atMs = random.between(0, Math.floor(horizonMs / 3));
    return [
      {
        kind: 'ln.liquidity_drain',
        atMs,
        durMs: Math.floor(horizonMs / 2),
        of: 'payer',
        node,
        channel: 0,
        channels: 10_000,
        side: 'outbound',
        amountPct: random.between(80, 100),
      },
      {
        kind: 'net.flap',
        atMs,
        durMs: Math.floor(horizonMs / 2),
        node: node + 1,
        cycles: random.between(3, 8),
        downPct: 50,
      },
    ];
  },
};

/** F17 with F37, not a mandatory one: the database forgets to say what it did, and each callback comes three times meanwhile. */
const commitUnknownUnderDuplicates: FaultPattern = {
  name: 'commit-unknown-under-duplicates',
  kinds: ['store.commit_unknown', 'evt.duplicate'],
  plan(random, targets, horizonMs) {
    const atMs = random.between(0, Math.floor(horizonMs / 2));
    return [
      {
        kind: 'store.commit_unknown',
        atMs,
        durMs: random.between(0, Math.floor(horizonMs / 20)),
        nth: random.between(1, 20),
        committed: random.chance(1, 2),
      },
      {
        kind: 'evt.duplicate',
        atMs,
        durMs: horizonMs - atMs,
        node: some(random, targets.payerCount),
        copies: 2,
        gapMs: random.between(0, 1_000),
      },
    ];
  },
};

/** F17 + F13: nobody knows whether the commit was kept, and before the process is back another has taken its place. */
const commitUnknownWithTwin: FaultPattern = {
  name: 'commit-unknown-with-twin',
  kinds: ['store.commit_unknown', 'orch.dup_instance'],
  plan(random, targets, horizonMs) {
    if (targets.boundaryNames.length === 0) return [];
    const atMs = random.between(0, Math.floor(horizonMs / 2));
    return [
      {
        kind: 'store.commit_unknown',
        atMs,
        durMs: random.between(0, Math.floor(horizonMs / 10)),
        nth: random.between(1, 10),
        committed: random.chance(1, 2),
      },
      {
        kind: 'orch.dup_instance',
        atMs,
        durMs: random.between(1, Math.max(1, Math.floor(horizonMs / 2))),
        // While the first one lives on, or right after its death.
        on: random.chance(1, 2)
          ? { event: 'commit', nth: random.between(1, 5), afterMs: random.between(0, 3) }
          : { event: 'orch-stopped', nth: 1, afterMs: random.between(0, 100) },
      },
    ];
  },
};

/** F61 + F63: the policy changes while a person decides: she is late, approves twice, takes it back, or says nothing. */
const flipUnderApproval: FaultPattern = {
  name: 'flip-under-approval',
  kinds: [
    'human.late',
    'human.double_approve',
    'human.revoke',
    'human.no_response',
    'policy.version_flip_midflight',
  ],
  plan(random, _targets, horizonMs) {
    // Early, while purchases still come.
    const turnMs = Math.floor(horizonMs / 7);
    const flips = [1, 2, 3].map(
      (turn): TimedFault => ({
        kind: 'policy.version_flip_midflight',
        atMs: Math.max(0, turn * turnMs - random.between(0, turnMs)),
        durMs: random.between(1, Math.max(1, turnMs)),
        change: pick(random, [
          'approval_for_all',
          'approval_for_all',
          'version_only',
          'limits_halved',
          'corridor_closed',
        ]),
      }),
    );
    const lapses: readonly TimedFault[] = [
      { kind: 'human.late', atMs: 0, durMs: turnMs, lateMs: random.between(0, 100) },
      { kind: 'human.double_approve', atMs: turnMs, durMs: turnMs, gapMs: random.between(0, 20) },
      {
        kind: 'human.revoke',
        atMs: 2 * turnMs,
        durMs: turnMs,
        afterMs: random.between(0, 500),
        how: pick(random, ['refused', 'canceled'] as const),
      },
      { kind: 'human.no_response', atMs: 3 * turnMs, durMs: turnMs },
    ];
    return [...lapses, ...flips];
  },
};

/** F57 + F46: HTLCs are stuck on the way while the chain takes blocks back: time locks are reckoned from two heights. */
const reorgUnderStuckHtlcs: FaultPattern = {
  name: 'reorg-under-stuck-htlcs',
  kinds: ['ln.htlc_stuck', 'chain.reorg'],
  plan(random, targets, horizonMs) {
    const atMs = random.between(0, Math.floor(horizonMs / 3));
    return [
      {
        kind: 'ln.htlc_stuck',
        atMs,
        durMs: horizonMs - atMs,
        node: some(random, targets.nodeCount),
        nodes: Math.max(1, targets.nodeCount),
        sharePct: random.between(20, 60),
        holdMs: random.between(Math.floor(horizonMs / 10), horizonMs),
      },
      {
        kind: 'chain.reorg',
        atMs: atMs + Math.floor((horizonMs - atMs) / 4),
        durMs: random.between(1, Math.max(1, Math.floor(horizonMs / 5))),
        depth: random.between(1, 6),
      },
    ];
  },
};

/** F42 + F37: the event stream resumes in the wrong place, and each event that is told comes several times. */
const cursorLostUnderDuplicates: FaultPattern = {
  name: 'cursor-lost-under-duplicates',
  kinds: ['evt.duplicate', 'evt.stream_reset_cursor_loss'],
  plan(random, targets, horizonMs) {
    const atMs = random.between(0, Math.floor(horizonMs / 3));
    const durMs = horizonMs - atMs;
    return Array.from({ length: Math.max(1, targets.payerCount) }, (_, node): TimedFault[] => [
      { kind: 'evt.duplicate', atMs, durMs, node, copies: 2, gapMs: random.between(0, 1_000) },
      {
        kind: 'evt.stream_reset_cursor_loss',
        atMs,
        durMs,
        node,
        cursor: pick(random, ['rewound', 'lost', 'ahead'] as const),
        downMs: random.between(0, Math.floor(durMs / 4)),
        count: random.between(1, 20),
      },
    ]).flat();
  },
};

/** F29, requests only: clog one payer connection after the other, then unclog them in another order. */
const swizzleClog: FaultPattern = {
  name: 'swizzle-clog',
  kinds: ['net.request_lost'],
  plan(random, targets, horizonMs) {
    const stepMs = Math.max(1, Math.floor(horizonMs / (4 * Math.max(1, targets.payerCount))));
    const clogs: TimedFault[] = [];
    for (let node = 0; node < targets.payerCount; node += 1) {
      if (random.chance(1, 3) && clogs.length > 0) continue;
      const durMs = random.between(stepMs, Math.max(stepMs, Math.floor(horizonMs / 2)));
      clogs.push({
        kind: 'net.request_lost',
        atMs: clogs.length * stepMs,
        durMs,
        node,
        call: 'any',
        count: 1_000_000,
      });
    }
    return clogs;
  },
};

export const PATTERNS: readonly FaultPattern[] = [
  replyLostThenHang,
  crashThenLateCallbacks,
  lateSettleBehindHang,
  commitUnknownWithTwin,
  flipUnderApproval,
  drainWhileFlapping,
  reorgUnderStuckHtlcs,
  cursorLostUnderDuplicates,
  commitUnknownUnderDuplicates,
  swizzleClog,
].map((pattern) => ({
  ...pattern,
  plan: (random, targets, horizonMs) => orderSchedule(pattern.plan(random, targets, horizonMs)),
}));

/** @throws RangeError for a name that no pattern has. */
export function patternNamed(name: string): FaultPattern {
  const found = PATTERNS.find((pattern) => pattern.name === name);
  if (found === undefined)
    throw new RangeError(
      `no pattern ${name}; there are ${PATTERNS.map((pattern) => pattern.name).join(', ')}`,
    );
  return found;
}
