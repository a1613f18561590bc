import { describe, expect, it } from 'vitest';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import { isListed } from './difference.ts';
import { inventoryOf } from './inventory.ts';
import type { Answer, Trial } from './item.ts';
import { idsIn } from './items.ts';
import { proven } from './replay.fixture.ts';
import { differences, template } from './shape.ts';
import { contradictions } from './trial-verdict.fixture.ts';

describe('the checks of the recordings fire', () => {
  it('on something recorded that nobody replays', () => {
    const lost = inventoryOf('cln', []).filter(
      ({ replayed, excused }) => replayed.length + excused.length === 0,
    );
    expect(lost.map(({ item, side }) => `${side}: ${item.id}`)).toContain('emulator: fundchannel#0');
  });

  it('on conclusions that contradict what happened', () => {
    const trial: Trial = {
      kind: 'trial',
      daemon: 'lnd',
      id: 't',
      told: [],
      caller: '',
      lookups: [],
      paid: true,
      restarted: false,
    };
    const failed: NodeAnswer = { kind: 'failed', reason: 'timeout', epoch: '', record: '1' };
    const open: NodeAnswer = { kind: 'in_flight', epoch: '', record: '1' };
    const settled = {
      kind: 'settled',
      preimage: '',
      feeMsat: null,
      epoch: '',
      record: '1',
    } as unknown as NodeAnswer;
    const found = (change: Partial<Trial>, lookups: readonly NodeAnswer[], call: NodeAnswer | null = null) =>
      contradictions({ ...trial, ...change }, { call, lookups }).map((text) => text.split(': ')[1]);
    expect(found({}, [open, failed])).toEqual(['an end, and the payee has the money']);
    expect(found({}, [settled], { kind: 'not_sent' })).toEqual(['an end, and the payee has the money']);
    expect(found({ paid: false }, [settled])).toEqual(['settled, and nobody was paid']);
    expect(found({ paid: false }, [failed, open])).toEqual(['a failure that turns']);
    expect(found({}, [settled, { kind: 'not_found', epoch: '' }])).toEqual(['a settlement that turns']);
    expect(found({}, [{ ...failed, unconfirmed: true }, open, settled])).toEqual([]);
  });

  it('on a settlement without a preimage of this hash', () => {
    const answer = { kind: 'settled', preimage: '11'.repeat(32), feeMsat: null, epoch: '', record: '' };
    expect(() => proven(answer as unknown as NodeAnswer, 'ab'.repeat(32))).toThrow(
      'settled with a preimage of',
    );
  });

  it('on another shape: fields, types, words, codes, texts, the course of a stream', () => {
    const answer = (body: object, more: Partial<Answer> = {}): Answer => ({
      status: 'result',
      text: '',
      messages: [body as never],
      ...more,
    });
    const real = answer({ id: 'ab'.repeat(32), rows: [{ n: 1, status: 'paid' }], list: [] });
    expect(differences(real, real)).toEqual([]);
    expect(
      differences(real, answer({ id: 'cd'.repeat(32), rows: [{ n: 2, status: 'paid' }], list: [] })),
    ).toEqual([]);
    expect(
      differences(real, answer({ id: 7, rows: [{ status: 'open', more: {} }], list: [{ a: 1 }] })),
    ).toEqual([
      'id: 32 bytes → number',
      'rows[].n: number → absent',
      'rows[].status: paid → open',
      'list: empty list → list',
      'rows[].more: absent → object',
    ]);
    const error = answer({}, { status: 'error 205', text: 'no route to 12', messages: [] });
    expect(differences(error, { ...error, text: 'no route to 345' })).toEqual([]);
    expect(differences(error, { ...error, status: 'error 206', text: 'too dear' })).toEqual([
      '(status): error 205 → error 206',
      '(text): no route to # → too dear',
    ]);
    const stream = (...words: string[]): Answer => ({
      status: 'gRPC 0',
      text: '',
      messages: words.map((status) => ({ status, htlcs: [] })),
    });
    expect(differences(stream('IN_FLIGHT', 'IN_FLIGHT', 'FAILED'), stream('IN_FLIGHT', 'FAILED'))).toEqual(
      [],
    );
    expect(differences(stream('IN_FLIGHT', 'FAILED'), stream('FAILED'))).toEqual([
      '(course): IN_FLIGHT[], FAILED[] → FAILED[]',
    ]);
    expect(template(`Payment with hash ${'ab'.repeat(32)} until 2026-11-22 17:20:30 +0000 UTC`)).toBe(
      'Payment with hash (hash) until (moment)',
    );
  });

  it('on a difference that is not the listed one', () => {
    expect(isListed('a: x → y', 'a: x → y')).toBe(true);
    expect(isListed('a: x → y', 'a: x → z')).toBe(false);
    expect(isListed('a: … → (y)', 'a: anything → (y)')).toBe(true);
    expect(isListed('a.b', 'axb')).toBe(false);
  });

  it('and ids mean what they say', () => {
    expect(idsIn('a#0,2-3 b_{x,y}#1+0 c t#0/r/1-2 d#1+e!4')).toEqual([
      'a#0',
      'a#2',
      'a#3',
      'b_x#1+b_x#0',
      'b_y#1+b_y#0',
      'c',
      't#0/r/1',
      't#0/r/2',
      'd#1+e#4',
    ]);
  });
});
