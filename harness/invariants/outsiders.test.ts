import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '#reports/evidence/history';
import { changed, find, inserted, reasons, without } from './broken-history.ts';
import { callbackAuthenticity } from './s24-callback-authenticity.ts';
import { auditChain } from './s26-audit-chain.ts';
import { noSecretInOutput } from './s28-no-secret-in-output.ts';
import { correctHistory } from './test-history.ts';

const happy = correctHistory(['happy']);
const unknown = correctHistory(['unknown']);

describe('S24', () => {
  const forged = { kind: 'callback-delivered', cause: 'forged' } as const;
  const { hash } = unknown[find(unknown, forged)]!;

  it('fires when the claim is believed', () => {
    const believed = inserted(unknown, forged, 'attempt-resolved', {
      intent: 0,
      attempt: 1,
      node: 0,
      hash,
      state: 'failed',
      actor: 'lookup',
    });
    expect(reasons(believed, callbackAuthenticity)).toEqual([
      'attempt 1 became failed as a forged callback claimed; no node answer says so',
    ]);
    // A real one may be late, but nobody made it up.
    const genuine = changed(believed, forged, { cause: 'late' });
    expect(reasons(genuine, callbackAuthenticity)).toEqual([]);
  });

  it('fires when a node is asked that has nothing to do with the payment', () => {
    const asked = inserted(unknown, forged, 'call-sent', {
      intent: 0,
      node: 1,
      hash,
      state: 'lookup',
      request: 9,
    });
    expect(reasons(asked, callbackAuthenticity)).toEqual([
      'lookup call 9 left for node 1, through which the intent has no attempt, after a forged callback',
    ]);
  });

  it('fires when anything is done about an invented hash', () => {
    const invented = 'e'.repeat(64);
    const lie = inserted(unknown, forged, 'callback-delivered', {
      node: 0,
      hash: invented,
      state: 'settled',
      cause: 'forged',
    });
    const acted = inserted(lie, { kind: 'callback-delivered', hash: invented }, 'call-sent', {
      node: 0,
      hash: invented,
      state: 'lookup',
      request: 9,
    });
    expect(reasons(lie, callbackAuthenticity)).toEqual([]);
    expect(reasons(acted, callbackAuthenticity)).toEqual([
      `lookup call 9 left for node 0 about hash ${invented}, which the ledger does not hold, after a forged callback`,
    ]);
  });
});

describe('S26 against an anchor', () => {
  const anchor = { kind: 'audit-anchored' } as const;
  const last = happy[find(happy, anchor)]!.request;

  it('fires when the end of the log is cut off', () => {
    const early = inserted(happy, { kind: 'audit-recorded', request: last }, 'audit-anchored', {
      request: last,
      digest: happy[find(happy, anchor)]!.digest,
    });
    expect(reasons(early, auditChain)).toEqual([]);
    const cut = changed(early, anchor, { request: last - 1 }, 1);
    expect(reasons(cut, auditChain)).toEqual([
      `the log ends at record ${last - 1}, but ${last} records were written`,
    ]);
    expect(reasons(without(happy, { kind: 'audit-recorded', request: last }), auditChain)).toEqual([
      `the log was anchored at record ${last}, of which only ${last - 1} are there`,
    ]);
  });

  it('fires when the log was written anew', () => {
    const digest = 'a'.repeat(64);
    expect(reasons(changed(happy, anchor, { digest }), auditChain)[0]).toContain(
      `record ${last} was anchored with hash ${digest}`,
    );
  });
});

describe('S28', () => {
  const paid = { kind: 'invoice-paid' } as const;
  const { digest } = happy[find(happy, paid)]!;
  const show = (
    kind: 'response-received' | 'audit-recorded' | 'exception-moved',
    columns: Partial<HistoryEvent>,
  ) => inserted(happy, paid, kind, { intent: 0, ...columns });

  it.each([
    ['response-received', { intent: -1, digest: `{"preimage":"${digest}"}` }],
    ['audit-recorded', { cause: `["…","${digest}"]` }],
    ['exception-moved', { digest: `node said ${digest}` }],
  ] as const)('fires when %s shows the preimage of a payment that is not settled', (kind, columns) => {
    expect(reasons(show(kind, columns), noSecretInOutput)).toEqual([
      `${kind} shows the preimage of a payment that is in_flight in the ledger`,
    ]);
  });

  it('lets the final answer show it', () => {
    const shown = changed(happy, { kind: 'answer-stored' }, { digest: `{"preimage":"${digest}"}` });
    expect(reasons(shown, noSecretInOutput)).toEqual([]);
  });
});
