import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '#chaos/registry';
import { INTENT_STATUSES } from '#orchestrator/domain/status';
import { FAULT_CLASSES, faultClassIndex } from './fault-class.ts';
import { PAIR_STATES, PAIRS, pairIndex, stateIndex } from './pairs.ts';
import { HASH, type Line, moved, pairsOf, resolved, SENT } from './test-story.ts';

const touched = (state: string, columns: { node?: number; hash?: string } = {}): Line => [
  'fault-touched',
  200,
  { state, ...columns },
];
const OTHER = 'b'.repeat(64);
/** A second intent that waits for a person. */
const WAITING: readonly Line[] = [
  ['request-submitted', 150, { request: 1, state: 'first', hash: OTHER, amountMsat: 1 }],
  ['intent-received', 160, { intent: 1, hash: OTHER, amountMsat: 1, feeMsat: 9_000 }],
  ['intent-moved', 160, { intent: 1, was: 'received', state: 'awaiting_approval' }],
];

describe('state × fault class', () => {
  it('has a class for every kind of the vocabulary', () => {
    expect(FAULT_KINDS.filter((kind) => faultClassIndex(kind) === -1)).toEqual([]);
    expect(faultClassIndex('killswitch.toggle')).toBe(FAULT_CLASSES.indexOf('control'));
    expect(faultClassIndex('nodes.crash')).toBe(-1);
  });

  it('has a row for every state, and a reason for every pair that cannot be', () => {
    expect(PAIR_STATES.toSorted()).toEqual(INTENT_STATUSES.toSorted());
    expect(PAIRS[pairIndex(stateIndex('in_doubt'), FAULT_CLASSES.indexOf('net'))]).toEqual({
      state: 'in_doubt',
      faultClass: 'net',
      unreachable: null,
    });
    for (const { unreachable } of PAIRS) expect(unreachable === null || unreachable.length > 20).toBe(true);
    expect(() => stateIndex('settling')).toThrow(/no intent state settling/);
  });

  it('a fault about one payment strikes that intent alone, in the state that it is in', () => {
    const story = [...SENT, ...WAITING];
    expect(pairsOf([...story, touched('net.reset', { node: 1, hash: HASH })])).toEqual({
      'in_flight × net': 1,
    });
    expect(pairsOf([...story, touched('net.reset', { node: 1, hash: 'c'.repeat(64) })])).toEqual({});
    expect(
      pairsOf([
        ...SENT,
        resolved(190, 'settled'),
        moved(190, 'in_flight', 'settled'),
        touched('evt.stale_replay', { node: 1, hash: HASH }),
      ]),
    ).toEqual({ 'settled × evt': 1 });
  });

  it('a fault of a node strikes what it carries and what nobody carries yet', () => {
    expect(pairsOf([...SENT, ...WAITING, touched('node.crash', { node: 1 })])).toEqual({
      'in_flight × node': 1,
      'awaiting_approval × node': 1,
    });
    expect(pairsOf([...SENT, touched('node.crash', { node: 2 })])).toEqual({});
    expect(
      pairsOf([...SENT, moved(190, 'in_flight', 'in_doubt'), touched('node.crash', { node: 1 })]),
    ).toEqual({
      'in_doubt × node': 1,
    });
  });

  it('a fault of what all share strikes every open intent, and none that has ended', () => {
    const story = [...SENT, ...WAITING, touched('orch.crash_at')];
    expect(pairsOf(story)).toEqual({ 'in_flight × orch': 1, 'awaiting_approval × orch': 1 });
    expect(pairsOf([...SENT, moved(190, 'in_flight', 'failed'), touched('orch.crash_at')])).toEqual({});
    expect(pairsOf([...SENT, touched('load.burst', { hash: OTHER })])).toEqual({ 'in_flight × load': 1 });
  });

  it('a request is received before the ledger has heard of it, and nowhere once it is refused', () => {
    expect(pairsOf([SENT[0]!, touched('orch.crash_at')])).toEqual({ 'received × orch': 1 });
    const refused: Line = ['response-received', 180, { request: 0, state: '409' }];
    expect(pairsOf([SENT[0]!, refused, touched('orch.crash_at')])).toEqual({});
    const unanswered: Line = ['response-received', 180, { request: 0, state: '0' }];
    expect(pairsOf([SENT[0]!, unanswered, touched('orch.crash_at')])).toEqual({ 'received × orch': 1 });
  });

  it('a payee that holds strikes when the payment has arrived, not when the invoice is made', () => {
    const arranged: Line = ['fault-touched', 90, { state: 'ln.payee_hold', hash: HASH }];
    expect(pairsOf([arranged, ...SENT])).toEqual({});
    expect(pairsOf([arranged, ...SENT, ['invoice-moved', 300, { hash: HASH, state: 'held' }]])).toEqual({
      'in_flight × ln': 1,
    });
  });
});
