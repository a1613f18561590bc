import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind, type FaultOf, faultSchema } from '#chaos/registry';
import { eventsOf, QUICKSTART, trialOf } from '../testing/quickstart.ts';

const storm = { atMs: 500, durMs: 15_000 };
const call = { ...storm, node: 0, call: 'any', count: 3 } as const;
const channels = { ...storm, of: 'payer', node: 0, channel: 0, channels: 10_000 } as const;
const lostAnswers = { kind: 'net.response_lost', ...call, call: 'pay' } as const;

/** One strong fault of each kind; a kind that is new does not compile until it stands here. */
const STRONG: { readonly [Kind in FaultKind]: FaultOf<Kind> } = {
  'net.latency': { kind: 'net.latency', ...storm, node: 0, delayMs: 200, jitterMs: 50 },
  'net.request_lost': { kind: 'net.request_lost', ...call },
  'net.response_lost': { kind: 'net.response_lost', ...call },
  'net.reset': { kind: 'net.reset', ...call, phase: 'after' },
  'api.error': { kind: 'api.error', ...call, accepted: true },
  'evt.delay': { kind: 'evt.delay', ...storm, node: 0, delayMs: 3000 },
  'evt.duplicate': { kind: 'evt.duplicate', ...storm, node: 0, copies: 2, gapMs: 100 },
  'evt.reorder': { kind: 'evt.reorder', ...storm, node: 0, spanMs: 2000 },
  'evt.drop': { kind: 'evt.drop', ...storm, node: 0, sharePct: 100 },
  'evt.stale_replay': { kind: 'evt.stale_replay', atMs: 5000, durMs: 5000, node: 0, count: 5 },
  'evt.forged': {
    kind: 'evt.forged',
    ...storm,
    node: 0,
    count: 200,
    about: 'open-payment',
    claims: 'failed',
  },
  'ln.fee_or_cltv_bump': {
    kind: 'ln.fee_or_cltv_bump',
    ...channels,
    addBaseMsat: 5000,
    addFeePpm: 100,
    addCltvBlocks: 10,
  },
  'ln.liquidity_drain': { kind: 'ln.liquidity_drain', ...channels, side: 'outbound', amountPct: 90 },
  'ln.channel_disabled': { kind: 'ln.channel_disabled', ...channels },
  'ln.payee_offline': { kind: 'ln.payee_offline', ...storm, node: 1 },
  'ln.payee_hold': {
    kind: 'ln.payee_hold',
    ...storm,
    node: 0,
    payees: 10_000,
    holdMs: 7000,
    sharePct: 50,
    ends: 'cancel',
  },
  'chain.block_burst': { kind: 'chain.block_burst', ...storm, blocks: 6 },
  'node.stop_graceful': { kind: 'node.stop_graceful', atMs: 2000, durMs: 5000, role: 'payer', node: 0 },
  'node.hang': { kind: 'node.hang', atMs: 2000, durMs: 9000, role: 'payer', node: 0 },
  'node.crash': { kind: 'node.crash', atMs: 2000, durMs: 5000, role: 'payer', node: 0, loseUnsynced: false },
  'node.flap': { kind: 'node.flap', ...storm, role: 'payer', node: 0, cycles: 4, downPct: 50 },
  'store.slow': { kind: 'store.slow', ...storm, delayMs: 150 },
  'store.commit_unknown': { kind: 'store.commit_unknown', ...storm, nth: 5, committed: true },
  'store.partial_commit': { kind: 'store.partial_commit', ...storm, nth: 5, keepPct: 50 },
  'orch.crash_at': { kind: 'orch.crash_at', ...storm, boundary: 'dispatch', phase: 'after', nth: 3 },
};

describe('every kind of fault', () => {
  it.each(FAULT_KINDS)('%s has effects, is seen in the history, and breaks nothing', (kind) => {
    const fault = faultSchema.parse(STRONG[kind]);
    const result = trialOf('baseline', 1, { schedule: [fault], history: 'keep' });
    const [felt] = result.faults;
    expect(felt).toMatchObject({ ordinal: 0, kind });
    expect(felt!.effects).toBeGreaterThan(0);
    expect(result.violations).toEqual([]);
    const events = eventsOf(result);
    const began = events.find((event) => event.kind === 'fault-began');
    expect(began).toMatchObject({ request: 0, state: kind });
    const touched = events.filter((event) => event.kind === 'fault-touched');
    expect(touched).toHaveLength(Math.min(50, felt!.effects));
    const ended = events.find((event) => event.kind === 'fault-ended');
    expect(ended!.atMs).toBeLessThanOrEqual(QUICKSTART.pilot.timing.stormMs);
  });

  it('and any two of them together break nothing either', () => {
    const faults = FAULT_KINDS.map((kind) => faultSchema.parse(STRONG[kind]));
    for (const [at, one] of faults.entries()) {
      const other = faults[(at * 7 + 3) % faults.length]!;
      const { violations } = trialOf('baseline', at, {
        schedule: [one, other, lostAnswers],
        history: 'none',
      });
      expect(violations, `${one.kind} and ${other.kind}`).toEqual([]);
    }
  });
});
