import { expect, it } from 'vitest';
import { HISTORY_KIND_ORDER, type HistoryEvent, historyEvent } from '#reports/evidence/history';
import { moment, sats } from './amount.ts';
import { sentence } from './sentence.ts';
import { timeline, timelineLines } from './timeline.ts';

const name = (ordinal: number) => ['alice', 'bob'][ordinal] ?? 'nobody';
const [hash, otherHash] = ['a'.repeat(64), 'b'.repeat(64)];

const events: readonly HistoryEvent[] = [
  historyEvent('phase-began', { state: 'storm' }),
  historyEvent('request-submitted', {
    request: 0,
    actor: 'acme',
    cause: 'k1',
    amountMsat: 1_500_000,
    limitMsat: 10_001,
    peer: 1,
    state: 'first',
    tier: 'low',
    corridor: 'us-mx',
    hash,
  }),
  historyEvent('intent-received', { intent: 0, actor: 'acme', cause: 'k1', hash, amountMsat: 1_500_000 }),
  historyEvent('intent-received', { intent: 1, actor: 'acme', cause: 'k2', hash: otherHash }),
  historyEvent('fault-began', { request: 0, state: 'node.crash', node: 0, cause: '{}' }),
  historyEvent('payment-ended', { node: 0, peer: 1, hash: otherHash, state: 'settled' }),
  historyEvent('payment-ended', {
    node: 0,
    peer: 1,
    hash,
    state: 'settled',
    amountMsat: 1_500_000,
    feeMsat: 1_000,
  }),
].map((event, seq) => ({ ...event, seq, atMs: seq * 1000 }));

const violations = [{ invariant: 'S01', atSeq: 6, atMs: 6000, intents: [0], because: 'paid twice' }];

it('tells the intents of interest, with phases and faults between, and marks the violation', () => {
  const entries = timeline(events, { intents: new Set([0]), violations, name });
  expect(timelineLines(entries).map((line) => line.trimEnd())).toEqual([
    '      0.000 s         ── STORM ──',
    '      1.000 s  #0     client acme asks to pay 1,500 sat to bob, fees up to 10.001 sat, low tier, corridor us-mx (key k1)',
    expect.stringMatching(/^ {6}2\.000 s {2}#0 {5}the ledger holds the intent: 1,500 sat/),
    '      4.000 s         FAULT 0 node.crash begins at alice',
    '✗     6.000 s  #0     MONEY MOVED: alice paid bob 1,500 sat and 1 sat in fees   ◄ S01',
  ]);
});

it('tells every intent when none is chosen', () => {
  expect(timeline(events, { intents: null, violations: [], name }).length).toBe(events.length);
});

it('has a sentence, or a reason for silence, for every kind of event', () => {
  const silent = HISTORY_KIND_ORDER.filter((kind) => sentence(historyEvent(kind), name) === null);
  expect(silent).toEqual([
    'audit-recorded',
    'reconciler-ran',
    'block-mined',
    'balance-seen',
    'limit-in-force',
    'bound-in-force',
    'reservation-moved',
    'audit-anchored',
  ]);
});

it('writes amounts and moments for people', () => {
  expect([sats(0), sats(999), sats(1_234_567_000), sats(1_001)]).toEqual([
    '0 sat',
    '0.999 sat',
    '1,234,567 sat',
    '1.001 sat',
  ]);
  expect([moment(0), moment(59_999), moment(62_345)]).toEqual(['0.000 s', '59.999 s', '1:02.345']);
});
