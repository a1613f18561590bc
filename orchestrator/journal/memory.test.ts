import { describe, expect, it } from 'vitest';
import { verifyChain } from '../audit/chain.ts';
import type { IntentId, PaymentHash, TenantId } from '../domain/ids.ts';
import type { PaymentIntent } from '../domain/intent.ts';
import type { AuditDraft, LedgerEvent } from '../domain/ledger-event.ts';
import type { CommitResult, DurableGroup } from '../ports/journal.ts';
import { MemoryJournal } from './memory.ts';

/** Only what the journal looks at. */
function received(id: string, tenant: string, key: string, hash: string): LedgerEvent {
  const intent = {
    id: id as IntentId,
    tenant: tenant as TenantId,
    idempotencyKey: key,
    hash: hash as PaymentHash,
  };
  return { type: 'intent_received', intent: intent as PaymentIntent };
}
const retry: LedgerEvent = { type: 'retry_scheduled', notBeforeMs: 1 };
const audit: AuditDraft = {
  atMs: 1,
  intent: 'i' as IntentId,
  actor: 'a',
  action: 'state',
  before: '',
  after: 'x',
  cause: '',
};

function journalWithResults() {
  const results: [number, CommitResult][] = [];
  const journal = new MemoryJournal({ onResult: (ticket, result) => results.push([ticket, result]) });
  let ticket = 0;
  let { term } = journal.claim();
  const commit = (events: LedgerEvent[], id = 'i1') => {
    journal.commit({ ticket: ++ticket, term, intent: id as IntentId, events, audit: [audit] });
    return results.at(-1);
  };
  const replayed = () => {
    const groups: DurableGroup[] = [];
    journal.replay((group) => groups.push(group));
    return groups;
  };
  const claim = () => {
    const claimed = journal.claim();
    term = claimed.term;
    return claimed;
  };
  return { journal, commit, replayed, claim, useTerm: (of: number) => (term = of) };
}

describe('MemoryJournal', () => {
  it('makes each group durable at once and replays them in order, audit chained', () => {
    const { journal, commit, replayed } = journalWithResults();
    expect(commit([received('i1', 'acme', 'k', 'h')])).toEqual([1, 'durable']);
    expect(commit([retry])).toEqual([2, 'durable']);
    expect(replayed().map((group) => group.events.map((event) => event.type))).toEqual([
      ['intent_received'],
      ['retry_scheduled'],
    ]);
    expect(
      verifyChain(
        replayed().flatMap((group) => group.audit),
        journal.auditHead,
      ),
    ).toMatchObject({ ok: true });
    expect(journal.auditHead.seq).toBe(2);
  });

  it('refuses a key or a payment hash of another intent, and writes nothing of that group', () => {
    const { journal, commit, replayed } = journalWithResults();
    commit([received('i1', 'acme', 'k', 'h1')]);
    expect(commit([received('i2', 'acme', 'k', 'h2'), retry], 'i2')).toEqual([2, 'conflict']);
    expect(commit([received('i3', 'bravo', 'k3', 'h1'), retry], 'i3')).toEqual([3, 'conflict']);
    expect([replayed().length, journal.auditHead.seq]).toEqual([1, 1]);
    // Neither refusal took a key or a hash; another tenant's same key is another key (S09).
    expect(commit([received('i4', 'bravo', 'k', 'h2')], 'i4')).toEqual([4, 'durable']);
  });

  it('keeps its own copy of what it was given', () => {
    const { commit, replayed } = journalWithResults();
    const events = [received('i1', 'acme', 'k', 'h')];
    commit(events);
    events.push(retry);
    expect(replayed()[0]!.events).toHaveLength(1);
  });
});

describe('who may write', () => {
  it('takes commits of the latest claim only, and says how much is durable at the claim', () => {
    const { journal, commit, replayed, claim, useTerm } = journalWithResults();
    commit([]);
    const { term, groups } = claim();
    expect([groups, journal.holds(term), journal.holds(term - 1)]).toEqual([1, true, false]);
    useTerm(term - 1);
    expect(commit([])).toEqual([2, 'fenced']);
    useTerm(term);
    expect(commit([])).toEqual([3, 'durable']);
    expect(replayed()).toHaveLength(2);
  });
});
