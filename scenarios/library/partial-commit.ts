import { z } from 'zod';
import type { DrawTargets } from '#chaos/fault';
import type { Random } from '#chaos/random';
import type { TimedFault } from '#chaos/registry';
import { defineScenario, type ScenarioContext } from '../scenario.ts';
import { modes } from './fault-count.ts';

type Mode = 'crash' | 'torn' | 'unknown';
type Strike = (nth: number) => TimedFault;

/** On which passage a strike falls, round by round: rare writes have few passages in a trial, so early ones come often. */
const PASSAGES = [1, 1, 2, 1, 3, 2, 5, 1, 13] as const;

/** Without lost answers nothing is ever in doubt, looked up, resent or raised: those writes would never be passed. */
function backgroundTrouble(random: Random, targets: ScenarioContext): TimedFault[] {
  const durMs = targets.horizonMs;
  const lost: TimedFault[] = Array.from({ length: targets.payerCount }, (_, node) => [
    { kind: 'net.response_lost', atMs: 0, durMs, node, call: 'pay', count: random.between(1, 2) } as const,
    { kind: 'net.request_lost', atMs: 0, durMs, node, call: 'pay', count: random.between(1, 2) } as const,
  ]).flat();
  if (targets.channelCount > 0)
    // Routes that cost more than the cap for a while: definitive failures, and retries after them.
    lost.push({
      kind: 'ln.fee_or_cltv_bump',
      atMs: Math.floor(durMs / 10),
      durMs: Math.floor(durMs / 5),
      of: 'network',
      node: 0,
      channel: 0,
      channels: 10_000,
      addBaseMsat: 1_000_000,
      addFeePpm: 0,
      addCltvBlocks: 0,
    });
  if (targets.payerCount === 0 || !random.chance(1, 2)) return lost;
  // A payer that hangs for the whole storm: what went through it is raised to a person.
  const node = random.between(0, targets.payerCount - 1);
  return [...lost, { kind: 'node.hang', atMs: 500, durMs, role: 'payer', node }];
}

/** One power cut keeps nothing, half, or nearly all of the group. */
const KEEP_PCTS = [0, 50, 99] as const;

export const partialCommit = defineScenario({
  name: 'partial-commit',
  sentence:
    'The orchestrator dies in the middle of a write: the ldk-node Payment Persistence Gap Matrix (#966, #969: LDK knows a payment that the store does not, or the other way round), and LND killed between its record of a payment and the first attempt (#7697).',
  params: z.strictObject({
    modes: modes(
      ['crash', 'torn', 'unknown'],
      'crash: before and after every write boundary; torn: power cut within a commit; unknown: commit without an answer.',
    ),
    downMs: z
      .strictObject({ min: z.int().min(0).default(50), max: z.int().min(0).default(2_000) })
      .refine((down) => down.min <= down.max, { path: ['min'], error: 'must not be more than max' })
      .prefault({})
      .describe('How long the orchestrator stays down after each strike, ms.'),
    againPct: z
      .int()
      .min(0)
      .max(100)
      .default(30)
      .describe('Share of trials in which it dies a second time, soon after: a crash during recovery.'),
  }),
  schedule(random, trialIndex, params, context) {
    const cells = strikes(params.modes, context, () => random.between(params.downMs.min, params.downMs.max));
    if (cells.length === 0) return [];
    const round = Math.floor(trialIndex / cells.length);
    const strike = cells[trialIndex % cells.length]!;
    const first = strike(PASSAGES[round % PASSAGES.length]!);
    const trouble = backgroundTrouble(random, context);
    if (!random.chance(params.againPct, 100)) return [...trouble, first];
    const again = cells[random.between(0, cells.length - 1)]!;
    const onStop = { event: 'orch-stopped', nth: 1, afterMs: 0 } as const;
    return [...trouble, first, { ...again(random.between(1, 3)), on: onStop }];
  },
  expects: (params) => params.modes.map((mode) => KIND_OF[mode]),
});

const KIND_OF = {
  crash: 'orch.crash_at',
  torn: 'store.partial_commit',
  unknown: 'store.commit_unknown',
} as const satisfies Record<Mode, TimedFault['kind']>;

/** Every way to strike, in a fixed order: trial i takes number i modulo their count, so no boundary is left out. */
function strikes(wanted: readonly Mode[], targets: DrawTargets, downMs: () => number): readonly Strike[] {
  const all: Strike[] = [];
  if (wanted.includes('crash'))
    for (const boundary of targets.boundaryNames)
      for (const phase of ['before', 'after'] as const)
        all.push((nth) => ({ kind: 'orch.crash_at', atMs: 0, durMs: downMs(), boundary, phase, nth }));
  if (wanted.includes('torn'))
    for (const keepPct of KEEP_PCTS)
      all.push((nth) => ({ kind: 'store.partial_commit', atMs: 0, durMs: downMs(), nth, keepPct }));
  if (wanted.includes('unknown'))
    for (const committed of [true, false])
      all.push((nth) => ({ kind: 'store.commit_unknown', atMs: 0, durMs: downMs(), nth, committed }));
  return all;
}
