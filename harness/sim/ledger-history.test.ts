import { describe, expect, it } from 'vitest';
import { AuditChain, canonicalAuditText } from '#orchestrator/audit/chain';
import type { IntentId, Preimage } from '#orchestrator/domain/ids';
import type { AuditRecord, LedgerEvent } from '#orchestrator/domain/ledger-event';
import { msat } from '#orchestrator/domain/money';
import { play, SENT, SUBMITTED, sampleIntent } from '#orchestrator/domain/sample.fixture';
import type { HistoryEvent } from '#reports/evidence/history';
import { LedgerHistory } from './ledger-history.ts';
import { HistoryRecorder } from './recorder.ts';

function bench() {
  const history: HistoryEvent[] = [];
  const recorder = new HistoryRecorder(() => 0, null, [(event) => history.push({ ...event })]);
  const ledger = new LedgerHistory(recorder, ['carol', 'a']);
  const write = (events: readonly LedgerEvent[], audit: readonly AuditRecord[] = []) =>
    ledger.record({ intent: 'int_1' as IntentId, events, audit }, audit.map(canonicalAuditText));
  return { history, ledger, write };
}

describe("the ledger's voice", () => {
  it('says what became durable, nodes and intents as ordinals', () => {
    const { history, ledger, write } = bench();
    expect(ledger.ordinalOf('int_1' as IntentId)).toBe(-1);
    write(play(...SENT).last.events);
    expect(ledger.ordinalOf('int_1' as IntentId)).toBe(0);
    expect(ledger.intentOf('int_1' as IntentId)).toEqual(sampleIntent());
    expect([
      ledger.nodeOrdinal('a'),
      ledger.nodeOrdinal('z'),
      ledger.nodeName(1),
      ledger.nodeName(9),
    ]).toEqual([1, -1, 'a', '']);
    expect(history.map(({ kind, intent }) => [kind, intent])).toEqual([
      ['intent-received', 0],
      ['policy-decided', 0],
      ['intent-moved', 0],
      ['attempt-opened', 0],
      ['intent-moved', 0],
    ]);
    expect(history[0]).toMatchObject({
      actor: 'acme',
      cause: 'key-1',
      peer: 0,
      feeMsat: 10_000,
      state: sampleIntent().agent,
      tier: 'low',
    });
    expect(history[3]).toMatchObject({ attempt: 1, node: 1, limitMsat: 5000, digest: 'c1', was: 'p1' });
    expect(history[4]).toMatchObject({ was: 'ready', state: 'in_flight' });
  });

  it('says when it was decided, which may be long before it is durable', () => {
    const { history, write } = bench();
    write(play([7, SUBMITTED]).last.events);
    expect(history[1]).toMatchObject({ kind: 'policy-decided', limitMsat: 7 });
    expect(history[3]).toMatchObject({ kind: 'attempt-opened', feeMsat: 7 });
    write([{ type: 'approval_given', approver: 'ann', atMs: 9 }]);
    expect(history.at(-1)).toMatchObject({ state: 'given', actor: 'ann', limitMsat: 9 });
  });

  it('has a word for every kind of event but a retry that is scheduled, which is seen as the attempt that follows', () => {
    const { history, write } = bench();
    write(play(...SENT).last.events);
    history.length = 0;
    const resolved = {
      type: 'attempt_resolved',
      no: 1,
      source: 'lookup',
      record: '',
      epoch: '',
      atMs: 1,
    } as const;
    const preimage = 'p' as Preimage;
    write([
      { ...resolved, outcome: { kind: 'unknown', cause: 'timeout' } },
      { ...resolved, outcome: { kind: 'failed', reason: 'no_route' } },
      { ...resolved, outcome: { kind: 'settled', preimage, feeMsat: msat(9n) } },
      { ...resolved, outcome: { kind: 'settled', preimage, feeMsat: null } },
      { type: 'attempt_resent', no: 1, atMs: 1 },
      { type: 'retry_scheduled', notBeforeMs: 1 },
      { type: 'approval_requested', expiresAtMs: 1 },
      { type: 'approval_refused', approver: 'ann', atMs: 1 },
      { type: 'exception_raised', kind: 'contradiction', evidence: 'e', atMs: 1 },
      { type: 'exception_closed', actor: 'ann', cause: 'settled', atMs: 1 },
      { type: 'answer_stored', status: 200, body: '{}' },
    ]);
    const said = history.map(({ kind, state, cause, feeMsat, actor }) =>
      [kind, state, cause, feeMsat, actor].join(' ').trim(),
    );
    expect(said).toEqual([
      'attempt-resolved unknown timeout 0 lookup',
      'attempt-resolved failed no_route 0 lookup',
      'attempt-resolved settled  9 lookup',
      'attempt-resolved settled  -1 lookup',
      'attempt-resent   0',
      'approval-moved requested  0',
      'approval-moved refused  0 ann',
      'exception-moved raised contradiction 0',
      'exception-moved closed settled 0 ann',
      'answer-stored 200  0',
    ]);
  });

  it('shows audit records with the text that was hashed', () => {
    const { history, write } = bench();
    const record = new AuditChain().append({
      atMs: 1,
      intent: 'int_1' as IntentId,
      actor: 'engine',
      action: 'state',
      before: 'ready',
      after: 'in_flight',
      cause: 'x',
    });
    write([], [record]);
    expect(history).toMatchObject([
      { kind: 'audit-recorded', request: 1, intent: -1, digest: record.hash, was: record.previousHash },
    ]);
    expect(history[0]!.cause).toBe(canonicalAuditText(record));
  });

  it('writes down a journal that makes no sense as it is: judging is for the invariants', () => {
    const { history, write } = bench();
    write([{ type: 'moved', from: 'settled', to: 'failed', cause: '', atMs: 1 }]);
    expect(history).toMatchObject([{ kind: 'intent-moved', intent: -1, was: 'settled', state: 'failed' }]);
  });
});
