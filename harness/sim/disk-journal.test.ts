import { describe, expect, it } from 'vitest';
import { canonicalAuditText, verifyChain } from '#orchestrator/audit/chain';
import type { IntentId, PaymentHash, TenantId } from '#orchestrator/domain/ids';
import type { PaymentIntent } from '#orchestrator/domain/intent';
import type { AuditDraft, AuditRecord, LedgerEvent } from '#orchestrator/domain/ledger-event';
import type { DiskFault } from './disk-journal.ts';
import { DiskJournal } from './disk-journal.ts';
import { Kernel } from './kernel.ts';
import { seededRandom } from './random.ts';

function received(name: string, tenant = 'acme', key = name, hash = name): LedgerEvent {
  const intent = {
    id: name as IntentId,
    tenant: tenant as TenantId,
    idempotencyKey: key,
    hash: hash as PaymentHash,
  };
  return { type: 'intent_received', intent: intent as PaymentIntent };
}
const retry = (notBeforeMs: number): LedgerEvent => ({ type: 'retry_scheduled', notBeforeMs });

function bench(seed = 'disk') {
  const kernel = new Kernel();
  const told: string[] = [];
  const durable: string[] = [];
  const audit: AuditRecord[] = [];
  const texts: string[] = [];
  const faults: (DiskFault | null)[] = [];
  const crashes: string[] = [];
  const stale = { ms: 0 };
  let term = 0;
  let ticket = 0;
  const journal: DiskJournal = new DiskJournal({
    kernel,
    random: seededRandom(seed),
    diskMs: { min: 10, max: 10 },
    durable: (group, written) => {
      durable.push(group.intent);
      audit.push(...group.audit);
      texts.push(...written);
    },
    result: (of, result) => told.push(`${kernel.nowMs} ${of} ${result}`),
    strike: () => faults.shift() ?? null,
    staleMs: () => stale.ms,
    crash: (cause) => {
      crashes.push(cause);
      journal.powerLoss(term);
    },
  });
  const commit = (intent: string, ...events: LedgerEvent[]) => {
    const draft: AuditDraft = {
      atMs: kernel.nowMs,
      intent: intent as IntentId,
      actor: 'engine',
      action: 'state',
      before: '',
      after: 'x',
      cause: '',
    };
    journal.commit({ ticket: ++ticket, term, intent: intent as IntentId, events, audit: [draft] });
  };
  const replayed = () => {
    const groups: string[] = [];
    journal.replay((group) => groups.push(group.intent));
    return groups;
  };
  const writeUnder = (of: number) => {
    term = of;
  };
  return {
    stale,
    writeUnder,
    kernel,
    journal,
    told,
    durable,
    audit,
    texts,
    faults,
    crashes,
    commit,
    replayed,
  };
}

describe('the modelled disk', () => {
  it('writes one group after the other, and tells when each is durable', () => {
    const { kernel, told, durable, commit, replayed } = bench();
    commit('a', received('a'));
    expect(replayed()).toEqual([]);
    kernel.run(10);
    commit('b', received('b'));
    commit('c', retry(1));
    kernel.run(100);
    expect(told).toEqual(['10 1 durable', '20 2 durable', '20 3 durable']);
    expect(durable).toEqual(['a', 'b', 'c']);
    expect(replayed()).toEqual(['a', 'b', 'c']);
  });

  it('chains the audit log over all groups in the order in which they became durable', () => {
    const { kernel, audit, texts, commit } = bench();
    for (const intent of ['a', 'b', 'c']) commit(intent, retry(1));
    kernel.run(100);
    expect(verifyChain(audit)).toMatchObject({ ok: true, head: { seq: 3 } });
    expect(texts).toEqual(audit.map((record) => canonicalAuditText(record)));
  });

  it('refuses a key of the tenant, or a hash of anyone, that belongs to another intent', () => {
    const { kernel, told, commit, replayed } = bench();
    commit('a', received('a', 'acme', 'k1', 'h1'));
    commit('b', received('b', 'acme', 'k1', 'h2'));
    commit('c', received('c', 'other', 'k1', 'h1'));
    commit('d', received('d', 'other', 'k1', 'h3'));
    commit('e', received('e', 'acm', 'ek1', 'h4'));
    kernel.run(100);
    expect(told.map((line) => line.split(' ')[2])).toEqual([
      'durable',
      'conflict',
      'conflict',
      'durable',
      'durable',
    ]);
    expect(replayed()).toEqual(['a', 'd', 'e']);
  });

  it('is slow when a fault says so, and keeps its order', () => {
    const { kernel, told, faults, commit } = bench();
    faults.push({ kind: 'slow', delayMs: 500 });
    commit('a', retry(1));
    commit('b', retry(1));
    kernel.run(1000);
    expect(told).toEqual(['510 1 durable', '510 2 durable']);
  });

  it('says "unknown" of a group that it kept, and of one that it did not', () => {
    for (const committed of [true, false]) {
      const { kernel, told, faults, commit, replayed } = bench();
      faults.push({ kind: 'unknown', committed });
      commit('a', received('a'));
      kernel.run(100);
      expect(told).toEqual(['10 1 unknown']);
      expect(replayed()).toEqual(committed ? ['a'] : []);
      // What was not kept is free to be written again.
      commit('a', received('a'));
      kernel.run(200);
      expect(told[1]).toBe(`110 2 ${committed ? 'conflict' : 'durable'}`);
    }
  });

  it.each([0, 50, 99])('tears a group at %i %%: it ends the process and is never replayed', (keepPct) => {
    const { kernel, told, crashes, faults, commit, replayed } = bench();
    faults.push(null, { kind: 'torn', keepPct });
    commit('a', received('a'));
    commit('b', received('b'), retry(1), retry(2));
    commit('c', received('c'));
    kernel.run(100);
    expect(crashes).toEqual(['torn commit']);
    expect(told).toEqual(['10 1 durable']);
    expect(replayed()).toEqual(['a']);
    commit('b', received('b'));
    kernel.run(200);
    expect(replayed()).toEqual(['a', 'b']);
  });

  it('keeps a prefix of what was under way when the power fails, and tells nobody', () => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const { kernel, journal, told, commit, replayed } = bench(String(seed));
      for (const intent of ['a', 'b', 'c']) commit(intent, received(intent));
      kernel.run(5);
      journal.powerLoss(0);
      kernel.run(100);
      expect(told).toEqual([]);
      expect(['a', 'b', 'c'].slice(0, replayed().length)).toEqual(replayed());
      lengths.add(replayed().length);
    }
    expect([...lengths].sort()).toEqual([0, 1, 2, 3]);
  });

  it('refuses a commit when a fault says so, and nothing of it is there', () => {
    const { kernel, told, faults, commit, replayed } = bench();
    faults.push({ kind: 'refused' });
    commit('a', received('a'));
    commit('a', received('a'));
    kernel.run(100);
    expect(told).toEqual(['10 1 failed', '10 2 durable']);
    expect(replayed()).toEqual(['a']);
  });

  it('belongs to whoever claimed it last: what others have under way is refused, their deaths change nothing', () => {
    const { kernel, journal, told, writeUnder, commit, replayed } = bench();
    const first = journal.claim();
    writeUnder(first.term);
    commit('a', retry(1));
    kernel.run(15);
    commit('b', retry(1));
    const second = journal.claim();
    expect(second.groups).toBe(1);
    expect([journal.holds(first.term), journal.holds(second.term)]).toEqual([false, true]);
    writeUnder(second.term);
    commit('c', retry(1));
    kernel.run(30);
    writeUnder(first.term);
    commit('d', retry(1));
    writeUnder(second.term);
    commit('e', retry(1));
    journal.powerLoss(first.term);
    kernel.run(100);
    expect(told).toEqual(['10 1 durable', '25 2 fenced', '25 3 durable', '40 5 durable']);
    expect(replayed()).toEqual(['a', 'c', 'e']);
  });

  it('shows an older state while its reads are stale, but the claim knows how much there is', () => {
    const { kernel, journal, stale, commit, replayed } = bench();
    commit('a', retry(1));
    kernel.run(100);
    commit('b', retry(1));
    kernel.run(120);
    stale.ms = 50;
    expect(replayed()).toEqual(['a']);
    expect(journal.claim().groups).toBe(2);
    kernel.run(200);
    expect(replayed()).toEqual(['a', 'b']);
  });
});
