import { type HistoryEvent, type HistoryKind, historyEvent } from '#reports/evidence/history';
import type { CoverageId } from '#reports/gate/coverage-quotas';
import { CoverageCounter } from './coverage-counter.ts';
import { PAIRS, pairName } from './pairs.ts';
import { FOLDED_ITEMS } from './registry.ts';

type Columns = Partial<Omit<HistoryEvent, 'kind' | 'seq'>>;

/** One line of a story: kind, virtual ms, and the columns that matter. */
export type Line = readonly [kind: HistoryKind, atMs: number, columns: Columns];

export const HASH = 'a'.repeat(64);
const DEADLINE_MS = 15_000;

/** Lines that most stories begin with: intent 0 is asked for, allowed and sent through node 1. */
export const SENT: readonly Line[] = [
  ['request-submitted', 100, { request: 0, state: 'first', hash: HASH, amountMsat: 5_000 }],
  ['intent-received', 110, { intent: 0, hash: HASH, amountMsat: 5_000, feeMsat: DEADLINE_MS }],
  ['policy-decided', 110, { intent: 0, state: 'allow' }],
  ['intent-moved', 110, { intent: 0, was: 'received', state: 'ready' }],
  ['attempt-opened', 120, { intent: 0, attempt: 1, node: 1, hash: HASH, amountMsat: 5_000 }],
  ['intent-moved', 120, { intent: 0, was: 'ready', state: 'in_flight' }],
  ['call-sent', 121, { intent: 0, attempt: 1, node: 1, hash: HASH, state: 'pay' }],
  ['payment-begun', 125, { node: 1, hash: HASH, amountMsat: 5_000 }],
];

/** What the ledger learns of an attempt of intent 0. */
export function resolved(atMs: number, state: string, attempt = 1): Line {
  return ['attempt-resolved', atMs, { intent: 0, attempt, state, hash: HASH }];
}

export function moved(atMs: number, was: string, state: string): Line {
  return ['intent-moved', atMs, { intent: 0, was, state }];
}

function record(story: readonly Line[]): Uint32Array {
  const counter = new CoverageCounter();
  story.forEach(([kind, atMs, columns], seq) => {
    counter.observe(historyEvent(kind, { ...columns, atMs, seq }));
  });
  return counter.finish();
}

/** How often an item came about in a story. */
export function timesOf(id: CoverageId, story: readonly Line[]): number {
  return record(story)[FOLDED_ITEMS.findIndex((item) => item.id === id)];
}

/** The pairs that a story met, with their counts. */
export function pairsOf(story: readonly Line[]): Readonly<Record<string, number>> {
  const counts = record(story).subarray(FOLDED_ITEMS.length);
  return Object.fromEntries(
    PAIRS.flatMap((pair, index) => (counts[index] === 0 ? [] : [[pairName(pair), counts[index]]])),
  );
}
