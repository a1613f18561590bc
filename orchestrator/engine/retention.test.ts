import { describe, expect, it } from 'vitest';
import { RULES } from '../domain/sample.fixture.ts';
import { LOST, paid, Rig, requestFor } from './rig.fixture.ts';

const { retentionMs } = RULES;

/** Past the time for which a finished intent is remembered, and one pass of the host's housekeeping. */
function wayLater(rig: Rig, ms = retentionMs + 1): void {
  rig.wait(ms);
  rig.engine.reconcile();
  for (const list of rig.lists.splice(0)) rig.engine.listed(list.callId, { kind: 'listed', entries: [] });
}

describe('retention', () => {
  it('keeps key, answer and hash of a finished intent for its time, then forgets them together', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], paid(1));
    wayLater(rig, retentionMs - 1);
    rig.submit(2, requestFor(1));
    expect(rig.responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(rig.forgotten).toEqual([]);
    wayLater(rig, 2);
    expect(rig.forgotten.map(({ id, idempotencyKey }) => [id, idempotencyKey])).toEqual([
      ['int_1', `key-${requestFor(1).invoice}`],
    ]);
    wayLater(rig);
    expect(rig.forgotten).toHaveLength(1);
  });

  it('never forgets what is open, nor what a person has not closed', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], LOST);
    wayLater(rig, 3 * retentionMs);
    rig.engine.act('int_1' as never, {
      type: 'proof',
      actor: 'operator-1',
      proof: { kind: 'closed_at_payee' },
    });
    expect(rig.statuses().at(-1)).toBe('failed');
    wayLater(rig);
    expect(rig.forgotten, 'a look-up is still out').toEqual([]);
    for (const lookup of rig.lookups.splice(0)) rig.answer(lookup, LOST);
    wayLater(rig);
    expect(rig.forgotten.map(({ id }) => id)).toEqual(['int_1']);
  });

  it('counts the whole time again after a restart: the journal does not say when an intent ended', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], paid(1));
    rig.wait(retentionMs - 1);
    rig.restart();
    wayLater(rig, 2);
    expect(rig.forgotten).toEqual([]);
    wayLater(rig);
    expect(rig.forgotten.map(({ id }) => id)).toEqual(['int_1']);
  });
});
