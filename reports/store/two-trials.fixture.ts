import { HistoryEncoder } from '../evidence/encoded-history.ts';
import { type HistoryEvent, type HistoryKind, historyEvent } from '../evidence/history.ts';
import type { TrialResult } from '../evidence/trial.ts';

type Columns = Partial<Omit<HistoryEvent, 'kind'>>;

/** A history by hand: `[time, kind, columns]`, numbered in the order of the list. */
export function eventsOf(lines: readonly (readonly [number, HistoryKind, Columns?])[]): HistoryEvent[] {
  return lines.map(([atMs, kind, columns], seq) => historyEvent(kind, { ...columns, atMs, seq }));
}

export function trialOf(
  ordinal: number,
  events: readonly HistoryEvent[],
  other: Partial<TrialResult> = {},
): TrialResult {
  const encoder = new HistoryEncoder();
  for (const event of events) encoder.append(event);
  const { bytes, hash, count } = encoder.finish();
  return {
    spec: { scenario: 'storm', index: ordinal, ordinal, seed: '18446744073709551615' },
    status: 'completed',
    crash: null,
    historyHash: hash,
    eventCount: count,
    history: bytes,
    violations: [],
    examined: {},
    faults: [],
    coverage: new Uint32Array(0),
    intentCount: 0,
    settledCount: 0,
    virtualMs: 1000,
    wallMs: 1,
    ...other,
  };
}

export const TOPOLOGY = {
  name: 'trio',
  nodes: [
    { name: 'alice', implementation: 'lnd' },
    { name: 'bob', implementation: 'cln' },
    { name: 'carol', implementation: 'eclair' },
  ],
};

const [H0, H1, H2, H3] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(64));
const A0 = { intent: 0, attempt: 1, node: 0, hash: H0 };
const A1 = { intent: 0, attempt: 2, node: 1, hash: H0 };
const B0 = { intent: 1, attempt: 1, node: 0, hash: H1 };
const C0 = { intent: 2, attempt: 1, node: 0, hash: H2 };

/**
 * Intent 0 (low, 5k sat): no route through alice, a time-out through bob, settled by a look-up. Intent 1 (medium, 500k
 * sat): paid twice, above its cap. Intent 2 (high): in doubt to the end, with an operator; its node says failed. Intent
 * 3: nobody asked for it, and it is declined.
 */
export const TROUBLED = eventsOf([
  [0, 'phase-began', { state: 'storm' }],
  [90, 'fault-began', { request: 0, state: 'node-kill', node: 1, cause: '{"ms":50}' }],
  [95, 'fault-touched', { request: 0, state: 'node-kill', node: 1 }],
  [100, 'request-submitted', { request: 0, actor: 'acme', cause: 'k0', state: 'first', hash: H0 }],
  [
    110,
    'intent-received',
    {
      intent: 0,
      actor: 'acme',
      cause: 'k0',
      hash: H0,
      amountMsat: 5e6,
      limitMsat: 100,
      tier: 'low',
      corridor: 'eu',
      feeMsat: 9000.5,
    },
  ],
  [110, 'audit-recorded', { intent: 0, state: 'state', digest: 'h1' }],
  [120, 'attempt-opened', { ...A0, amountMsat: 5e6, limitMsat: 100 }],
  [120, 'audit-recorded', { intent: 0, state: 'dispatch', was: 'h1', digest: 'h2' }],
  [121, 'payment-begun', { node: 0, hash: H0 }],
  [140, 'fault-ended', { request: 0, state: 'node-kill', node: 1, amountMsat: 1 }],
  [
    150,
    'request-submitted',
    { request: 1, attempt: 0, actor: 'acme', cause: 'k0', state: 'retry', hash: H0 },
  ],
  [200, 'payment-ended', { node: 0, hash: H0, state: 'failed' }],
  [210, 'attempt-resolved', { ...A0, state: 'failed', cause: 'no_route', actor: 'pay_answer' }],
  [220, 'attempt-opened', { ...A1, amountMsat: 5e6, limitMsat: 100 }],
  [220, 'call-sent', { ...A1, state: 'pay' }],
  [221, 'payment-begun', { node: 1, hash: H0 }],
  [249, 'invoice-paid', { node: 2, hash: H0, amountMsat: 5e6 }],
  [250, 'payment-ended', { node: 1, hash: H0, state: 'settled', feeMsat: 30 }],
  [300, 'attempt-resolved', { ...A1, state: 'unknown', cause: 'timeout' }],
  [400, 'request-submitted', { request: 2, actor: 'acme', cause: 'k1', state: 'first', hash: H1 }],
  [
    410,
    'intent-received',
    { intent: 1, actor: 'acme', cause: 'k1', hash: H1, amountMsat: 5e8, limitMsat: 1000, tier: 'medium' },
  ],
  [420, 'attempt-opened', { ...B0, amountMsat: 5e8, limitMsat: 1000 }],
  [421, 'payment-begun', { node: 0, hash: H1 }],
  [450, 'payment-ended', { node: 0, hash: H1, state: 'settled', feeMsat: 2000 }],
  [455, 'payment-ended', { node: 1, hash: H1, state: 'settled', feeMsat: 5 }],
  [460, 'attempt-resolved', { ...B0, state: 'settled', feeMsat: -1, actor: 'pay_answer' }],
  [460, 'intent-moved', { intent: 1, was: 'in_flight', state: 'settled' }],
  [460, 'audit-recorded', { intent: 1, state: 'state' }],
  [460, 'audit-recorded', { intent: 1, state: 'state' }],
  [460, 'audit-recorded', { intent: 1, state: 'state' }],
  [500, 'attempt-resolved', { ...A1, state: 'settled', feeMsat: 30, actor: 'lookup' }],
  [500, 'intent-moved', { intent: 0, was: 'in_doubt', state: 'settled' }],
  [500, 'audit-recorded', { intent: 0, state: 'state' }],
  [500, 'request-submitted', { request: 3, actor: 'zeta', cause: 'k0', state: 'first', hash: H2 }],
  [
    510,
    'intent-received',
    { intent: 2, actor: 'zeta', cause: 'k0', hash: H2, amountMsat: 1e8, limitMsat: 9, tier: 'high' },
  ],
  [511, 'approval-moved', { intent: 2, state: 'requested' }],
  [520, 'attempt-opened', { ...C0, amountMsat: 1e8, limitMsat: 9 }],
  [521, 'payment-begun', { node: 0, hash: H2 }],
  [530, 'attempt-resolved', { ...C0, state: 'unknown', cause: 'reset' }],
  [530, 'intent-moved', { intent: 2, was: 'in_flight', state: 'in_doubt' }],
  [550, 'phase-began', { state: 'heal' }],
  [600, 'exception-moved', { intent: 2, state: 'raised', cause: 'in_doubt_too_long' }],
  [
    601,
    'intent-received',
    { intent: 3, actor: 'ghost', cause: 'k9', hash: H3, amountMsat: 1, limitMsat: 1, tier: 'low' },
  ],
  [601, 'policy-decided', { intent: 3, state: 'deny' }],
  [610, 'intent-moved', { intent: 3, was: 'received', state: 'declined' }],
  [700, 'payment-ended', { node: 0, hash: H2, state: 'failed' }],
  [1000, 'phase-began', { state: 'end' }],
]);

/** One intent of exactly 1k sat, open at the heal, settled 30.25 ms later at no fee. */
export const CALM = eventsOf([
  [0, 'phase-began', { state: 'storm' }],
  [80, 'request-submitted', { request: 0, actor: 'acme', cause: 'k', hash: H0 }],
  [
    85,
    'intent-received',
    { intent: 0, actor: 'acme', cause: 'k', hash: H0, amountMsat: 1e6, limitMsat: 10, tier: 'low' },
  ],
  [90, 'attempt-opened', { intent: 0, attempt: 1, node: 1, hash: H0, amountMsat: 1e6, limitMsat: 10 }],
  [91, 'payment-begun', { node: 1, hash: H0 }],
  [100, 'phase-began', { state: 'heal' }],
  [120, 'payment-ended', { node: 1, hash: H0, state: 'settled', feeMsat: 0 }],
  [120, 'attempt-resolved', { intent: 0, attempt: 1, node: 1, hash: H0, state: 'settled', feeMsat: 0 }],
  [130.25, 'intent-moved', { intent: 0, was: 'in_flight', state: 'settled' }],
]);
