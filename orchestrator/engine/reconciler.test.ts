import { describe, expect, it } from 'vitest';
import type { IntentId } from '../domain/ids.ts';
import { hashOf, preimageOf } from '../domain/sample.fixture.ts';
import { failedFor, LOST, paid, Rig, requestFor } from './rig.fixture.ts';

describe('reconciliation', () => {
  const list = (rig: Rig, entries: readonly (readonly [byte: number, state: 'settled' | 'failed'])[]) => {
    rig.engine.reconcile();
    const [onA, onB] = rig.lists.splice(0);
    const records = entries.map(([byte, state]) => ({ hash: hashOf(preimageOf(byte)), state }));
    rig.engine.listed(onA!.callId, { kind: 'listed', entries: records });
    rig.engine.listed(onB!.callId, { kind: 'listed', entries: [] });
    return rig.reports.at(-1);
  };

  it('finds a settlement of which no answer and no event ever came, by looking it up', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], LOST);
    expect(list(rig, [[1, 'settled']])).toEqual({
      discrepancies: 1,
      actions: 1,
      orphans: 0,
      silentNodes: 0,
    });
    expect(rig.statuses().at(-1)).toBe('in_doubt');
    rig.answer(rig.lookups[0], paid(1));
    expect(rig.statuses().at(-1)).toBe('settled');
    expect(list(rig, [[1, 'settled']])).toMatchObject({ discrepancies: 0, actions: 0 });
  });

  it('brings a settlement that the ledger denies to a person, once, and changes nothing else', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], failedFor('invoice_expired'));
    expect(list(rig, [[1, 'settled']])).toMatchObject({ discrepancies: 1, actions: 1 });
    const written = rig.asked.length;
    expect(list(rig, [[1, 'settled']])).toMatchObject({ discrepancies: 1, actions: 0 });
    expect(rig.asked).toHaveLength(written);
    expect(rig.statuses().at(-1)).toBe('failed');
    expect(rig.events().filter((event) => event.type === 'exception_raised')).toMatchObject([
      { kind: 'contradiction', evidence: expect.stringContaining('the ledger says failed') },
    ]);
  });

  it('shows a person what waits, with evidence, and closes on a nod only what has ended', () => {
    const rig = new Rig();
    const first = 'int_1' as IntentId;
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], failedFor('invoice_expired'));
    expect(rig.engine.exceptionQueue()).toEqual([]);
    list(rig, [
      [1, 'settled'],
      [9, 'settled'],
    ]);
    expect(rig.engine.exceptionQueue()).toMatchObject([
      {
        intent: first,
        kind: 'contradiction',
        evidence: expect.stringContaining('failed'),
        acts: ['acknowledge'],
      },
      { intent: null, kind: 'unknown_to_ledger', hash: hashOf(preimageOf(9)), acts: [] },
    ]);
    const nod = { type: 'acknowledge', actor: 'ann', cause: 'refund agreed' } as const;
    rig.engine.act(first, nod);
    rig.engine.act(first, nod);
    expect(rig.engine.exceptionQueue().map(({ intent }) => intent)).toEqual([null]);
    expect(rig.events().filter((event) => event.type === 'exception_closed')).toHaveLength(1);
    expect(rig.statuses().at(-1)).toBe('failed');
  });

  it('keeps an intent in doubt in the queue until there is a proof', () => {
    const rig = new Rig();
    const first = 'int_1' as IntentId;
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], LOST);
    for (let round = 0; round < 40 && rig.engine.exceptionQueue().length === 0; round++) {
      rig.wait(1_000);
      rig.answer(rig.lookups.at(-1), LOST);
    }
    expect(rig.engine.exceptionQueue()).toMatchObject([{ kind: 'in_doubt_too_long', acts: ['proof'] }]);
    rig.engine.act(first, { type: 'acknowledge', actor: 'ann', cause: 'seen' });
    expect(rig.engine.exceptionQueue()).toHaveLength(1);
    rig.engine.act(first, {
      type: 'proof',
      actor: 'ann',
      proof: { kind: 'preimage', preimage: preimageOf(1) },
    });
    expect(rig.engine.exceptionQueue()).toEqual([]);
    expect(rig.statuses().at(-1)).toBe('settled');
  });

  it('tells of payments that nobody asked for, and of nodes that say nothing', () => {
    const rig = new Rig();
    expect(list(rig, [[9, 'settled']])).toMatchObject({ orphans: 1, discrepancies: 1, actions: 0 });
    rig.engine.reconcile();
    rig.engine.reconcile();
    expect(rig.lists).toHaveLength(2);
    for (const call of rig.lists) rig.engine.listed(call.callId, { kind: 'unavailable' });
    rig.engine.listed(rig.lists[0]!.callId, { kind: 'unavailable' });
    expect(rig.reports.at(-1)).toEqual({ discrepancies: 0, actions: 0, orphans: 0, silentNodes: 2 });
    expect(rig.reports).toHaveLength(2);
  });

  it('asks for what changed since the last pass that the node answered, one time-out back', () => {
    const rig = new Rig();
    rig.nowMs = 10_000;
    list(rig, []);
    rig.nowMs = 20_000;
    rig.engine.reconcile();
    expect(rig.lists.map(({ sinceMs }) => sinceMs)).toEqual([8000, 8000]);
    for (const call of rig.lists.splice(0)) rig.engine.listed(call.callId, { kind: 'unavailable' });
    rig.nowMs = 30_000;
    rig.engine.reconcile();
    expect(rig.lists.map(({ sinceMs }) => sinceMs)).toEqual([8000, 8000]);
  });

  it('leaves alone what agrees: a failed record of an attempt that failed, an open one that flies', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], failedFor('invoice_expired'));
    expect(list(rig, [[1, 'failed']])).toMatchObject({ discrepancies: 0, actions: 0 });
    expect(rig.lookups).toHaveLength(0);
  });
});
