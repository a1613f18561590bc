import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Digest, IntentId } from '../domain/ids.ts';
import type { AuditDraft, AuditRecord } from '../domain/ledger-event.ts';
import { AuditChain, canonicalAuditText, EMPTY_CHAIN, GENESIS_HASH, verifyChain } from './chain.ts';

const text = fc.string({ unit: 'binary', maxLength: 8 });
const draft: fc.Arbitrary<AuditDraft> = fc.record({
  atMs: fc.nat(),
  intent: text.map((t) => t as IntentId),
  actor: text,
  action: fc.constantFrom('state', 'decision', 'dispatch', 'approval', 'exception'),
  before: text,
  after: text,
  cause: text,
});
const drafts = fc.array(draft, { minLength: 1, maxLength: 12 });

function chainOf(list: readonly AuditDraft[]): AuditRecord[] {
  const chain = new AuditChain();
  return list.map((d) => chain.append(d));
}

describe('audit chain', () => {
  it('verifies, alone and against its head, and goes on from a head', () => {
    fc.assert(
      fc.property(drafts, draft, (list, next) => {
        const records = chainOf(list);
        const last = records.at(-1)!;
        const head = { seq: last.seq, hash: last.hash };
        expect(verifyChain(records, head)).toEqual({ ok: true, head });
        const grown = [...records, new AuditChain(head).append(next)];
        expect(verifyChain(grown, head)).toMatchObject({ ok: true });
      }),
    );
    expect(verifyChain([])).toEqual({ ok: true, head: EMPTY_CHAIN });
    expect(verifyChain([], EMPTY_CHAIN)).toEqual({ ok: true, head: EMPTY_CHAIN });
    expect(EMPTY_CHAIN).toEqual({ seq: 0, hash: GENESIS_HASH });
  });

  it('detects any changed field, at its place', () => {
    const field = fc.constantFrom(
      'seq',
      'atMs',
      'intent',
      'actor',
      'action',
      'before',
      'after',
      'cause',
      'previousHash',
      'hash',
    );
    fc.assert(
      fc.property(drafts, fc.nat(), field, (list, pick, name) => {
        const records = chainOf(list);
        const at = pick % records.length;
        const record = records[at]! as unknown as Record<string, unknown>;
        const old = record[name];
        records[at] = {
          ...record,
          [name]: typeof old === 'number' ? old + 1 : `${old}x`,
        } as unknown as AuditRecord;
        expect(verifyChain(records)).toMatchObject({ ok: false, atSeq: at + 1 });
      }),
    );
  });

  it('detects one record deleted, doubled or moved, against the anchored head', () => {
    fc.assert(
      fc.property(
        drafts,
        fc.nat(),
        fc.nat(),
        fc.constantFrom('delete', 'double', 'move'),
        (list, i, j, how) => {
          const records = chainOf(list);
          const last = records.at(-1)!;
          const from = i % records.length;
          const [taken] = records.splice(from, 1);
          const to = j % (records.length + 1);
          if (how === 'double') records.splice(from, 0, taken!, taken!);
          if (how === 'move') records.splice(to, 0, taken!);
          const untouched = how === 'move' && to === from;
          expect(verifyChain(records, { seq: last.seq, hash: last.hash }).ok).toBe(untouched);
        },
      ),
    );
  });

  it('detects truncation and a chain written anew only with the anchor', () => {
    const one: AuditDraft = {
      atMs: 1,
      intent: 'i' as IntentId,
      actor: 'a',
      action: 'state',
      before: '',
      after: 'x',
      cause: '',
    };
    const records = chainOf([one, one, one]);
    const head = { seq: 3, hash: records[2]!.hash };
    expect(verifyChain(records.slice(0, 2)).ok).toBe(true);
    expect(verifyChain(records.slice(0, 2), head)).toEqual({
      ok: false,
      atSeq: 3,
      because: 'missing: the chain was anchored at record 3',
    });
    expect(verifyChain([], head)).toMatchObject({ ok: false, atSeq: 1 });
    const anew = chainOf([one, { ...one, actor: 'mallory' }, one]);
    expect(verifyChain(anew).ok).toBe(true);
    expect(verifyChain(anew, head)).toMatchObject({
      ok: false,
      atSeq: 3,
      because: 'is not the record that was anchored',
    });
    expect(verifyChain(records, { seq: 0, hash: 'f'.repeat(64) as Digest })).toMatchObject({ ok: false });
  });

  it('gives different texts to different records', () => {
    const rest = {
      seq: 1,
      atMs: 1,
      intent: 'i' as IntentId,
      action: 'state',
      cause: '',
      previousHash: GENESIS_HASH,
    } as const;
    const texts = [
      { actor: 'a', before: 'b', after: 'c' },
      { actor: 'ab', before: '', after: 'c' },
      { actor: 'a","b', before: '', after: 'c' },
      { actor: 'a', before: 'b","c', after: '' },
      { actor: '\ud800', before: 'b', after: 'c' },
      { actor: '\udfff', before: 'b', after: 'c' },
    ].map((fields) => Buffer.from(canonicalAuditText({ ...rest, ...fields })).toString('hex'));
    expect(new Set(texts).size).toBe(texts.length);
  });
});
