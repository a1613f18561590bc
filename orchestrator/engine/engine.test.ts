import { describe, expect, it } from 'vitest';
import { verifyChain } from '../audit/chain.ts';
import type { IntentId, NodeName, PaymentHash } from '../domain/ids.ts';
import type { AuditRecord } from '../domain/ledger-event.ts';
import { epochOf, hashOf, preimageOf, RULES } from '../domain/sample.fixture.ts';
import type { NodeHint } from '../ports/node.ts';
import { failedFor, LOST, paid, Rig, requestFor } from './rig.fixture.ts';

const HINT: NodeHint = {
  node: 'a' as NodeName,
  hash: hashOf(preimageOf(1)),
  claims: 'settled',
  preimage: '',
};

describe('idempotency', () => {
  it('refuses what is no request: 400, and nothing is kept of it', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1, { invoice: 'nonsense' }));
    rig.submit(2, requestFor(1), { idempotencyKey: '' });
    rig.submit(3, requestFor(1), { idempotencyKey: 'k'.repeat(256) });
    rig.submit(4, requestFor(1, { amountMsat: '999' }));
    rig.submit(5, requestFor(1, { feeCapMsat: '9999999999999999999' }));
    expect(rig.responses.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect(rig.responses.map(({ body }) => (JSON.parse(body) as { error: string }).error)).toEqual([
      'invoice: not an invoice',
      'Idempotency-Key must have 1 to 255 characters',
      'Idempotency-Key must have 1 to 255 characters',
      'amountMsat is 999 but the invoice asks for 1000000',
      'amountMsat and feeCapMsat must not exceed 2100000000000000000',
    ]);
    expect(rig.asked).toEqual([]);
    rig.submit(6, requestFor(1), { idempotencyKey: 'k'.repeat(255) });
    expect(rig.pays).toHaveLength(1);
  });

  it('answers 409 while the first request runs, and the stored answer, byte for byte, for ever after', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.submit(2, requestFor(1));
    expect(rig.responses).toMatchObject([{ requestId: 2, status: 409 }]);
    expect(JSON.parse(rig.responses[0]!.body)).toEqual({ error: 'in_progress', intent: 'int_1' });
    rig.answer(rig.pays[0], paid(1));
    rig.submit(3, requestFor(1));
    rig.restart();
    rig.submit(4, requestFor(1));
    const [, first, replayed, afterRestart] = rig.responses;
    expect(first).toMatchObject({ requestId: 1, status: 200 });
    expect(JSON.parse(first!.body)).toMatchObject({ status: 'settled', fee_msat: '12', intent: 'int_1' });
    for (const response of [replayed, afterRestart]) {
      expect(response!.body).toBe(first!.body);
      expect(response!.status).toBe(200);
    }
    expect(rig.pays).toHaveLength(1);
  });

  it('refuses the same key with any other content: 422, while it runs and after', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    const changes = [
      { agent: 'x' },
      { principal: 'x' },
      { delegation: 'x' },
      { tier: 'high' },
      { corridor: 'x' },
      { invoice: 'inv-2' },
      { amountMsat: '1000001' },
      { feeCapMsat: '1' },
      { deadlineMs: 1 },
      { compliance: '{ }' },
    ] as const;
    const ask = (from: number) =>
      changes.forEach((change, at) => {
        rig.submit(from + at, requestFor(1, change), { idempotencyKey: 'key-inv-1' });
      });
    ask(10);
    rig.answer(rig.pays[0], paid(1));
    rig.restart();
    ask(30);
    const refused = rig.responses.filter(({ requestId }) => requestId >= 10);
    expect(refused).toHaveLength(2 * changes.length);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([422]));
    expect(rig.pays).toHaveLength(1);
  });

  it('keeps the keys of tenants apart, also those that would meet when written together', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1), { tenant: 'ab', idempotencyKey: 'c' });
    rig.submit(2, requestFor(2), { tenant: 'a', idempotencyKey: 'bc' });
    rig.submit(3, requestFor(3), { tenant: 'other', idempotencyKey: 'c' });
    expect(rig.pays.map(({ intent }) => intent)).toEqual(['int_1', 'int_2', 'int_3']);
  });

  it('lets one payment hash belong to one intent, over all tenants, also after it ended and after a restart', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.submit(2, requestFor(1), { tenant: 'rival' });
    rig.answer(rig.pays[0], failedFor('invoice_expired'));
    rig.submit(3, requestFor(1), { idempotencyKey: 'another' });
    rig.restart();
    rig.submit(4, requestFor(1), { tenant: 'rival' });
    const refused = rig.responses.filter(({ requestId }) => requestId !== 1);
    expect(
      refused.map(({ status, body }) => [status, (JSON.parse(body) as { error: string }).error]),
    ).toEqual(Array.from({ length: 3 }, () => [409, 'payment_hash_in_use']));
    // The other tenant is not told whose it is.
    expect(refused.every(({ body }) => !body.includes('int_1'))).toBe(true);
  });
});

describe('a look-up about an earlier attempt', () => {
  it('does not stand in the way of one about the open attempt, and its late answer changes nothing', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.engine.hinted(HINT);
    rig.wait(RULES.lookupFirstMs);
    expect(rig.lookups.map(({ attemptNo }) => attemptNo)).toEqual([1]);
    rig.answer(rig.pays[0], failedFor('no_route'));
    rig.wait(RULES.backoffFirstMs);
    rig.answer(rig.pays[1], LOST);
    rig.wait(RULES.lookupFirstMs);
    expect(rig.lookups.map(({ attemptNo }) => attemptNo)).toEqual([1, 2]);
    rig.answer(rig.lookups[0], failedFor('no_route'));
    rig.wait(RULES.lookupMaxMs);
    expect(rig.lookups).toHaveLength(2);
    rig.answer(rig.lookups[1], paid(1));
    expect(rig.statuses().at(-1)).toBe('settled');
  });
});

describe('write-ahead', () => {
  it('pays, looks up and answers only what is durable', () => {
    const rig = new Rig();
    rig.results.push('held');
    rig.submit(1, requestFor(1));
    expect([rig.asked.length, rig.pays.length]).toEqual([1, 0]);
    rig.writeHeld();
    expect(rig.pays).toHaveLength(1);
    rig.results.push('held');
    rig.answer(rig.pays[0], paid(1));
    expect(rig.responses).toEqual([]);
    rig.writeHeld();
    expect(rig.responses).toMatchObject([{ requestId: 1, status: 200 }]);
    expect(rig.boundaries).toEqual([
      'before accept.commit',
      'after accept.commit',
      'before dispatch',
      'after dispatch',
      'before outcome.commit',
      'after outcome.commit',
      'before respond',
      'after respond',
    ]);
  });

  it('decides one input after the other: what comes during a commit waits for its end', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.results.push('held');
    rig.answer(rig.pays[0], LOST);
    rig.engine.hinted(HINT);
    expect(rig.lookups).toHaveLength(0);
    rig.writeHeld();
    expect(rig.lookups).toHaveLength(1);
  });

  it('gives up a new intent that could not be written, and takes it the next time', () => {
    const rig = new Rig();
    rig.results.push('failed');
    rig.submit(1, requestFor(1));
    expect(rig.responses).toMatchObject([{ requestId: 1, status: 503 }]);
    expect(rig.books.windows.size).toBe(0);
    rig.submit(2, requestFor(1));
    expect(rig.pays).toHaveLength(1);
    expect(rig.books.windows.size).toBe(1);
  });

  it('answers 409 when the store says that another process was first', () => {
    const rig = new Rig();
    rig.results.push('conflict');
    rig.submit(1, requestFor(1));
    expect(rig.responses).toMatchObject([{ requestId: 1, status: 409 }]);
    expect([rig.pays.length, rig.books.windows.size, rig.books.held.size]).toEqual([0, 0, 0]);
  });

  it('looks again when the outcome of a known payment could not be written; it is not lost', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.results.push('failed');
    rig.answer(rig.pays[0], paid(1));
    expect(rig.responses).toEqual([]);
    rig.wait(RULES.lookupFirstMs);
    rig.answer(rig.lookups[0], paid(1));
    expect(rig.responses).toMatchObject([{ requestId: 1, status: 200 }]);
    expect(rig.pays).toHaveLength(1);
  });

  it('stops when the store does not say what became of a commit: memory is worth nothing then', () => {
    const rig = new Rig();
    rig.results.push('unknown');
    rig.submit(1, requestFor(1));
    expect(rig.stops).toEqual(['commit of int_1 has an unknown end']);
    rig.submit(2, requestFor(2));
    rig.engine.reconcile();
    expect([rig.pays.length, rig.lists.length, rig.responses.length]).toEqual([0, 0, 0]);
  });
});

describe('recovery', () => {
  it('looks every open attempt up before any new work: 503 until then, known keys are answered', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.submit(2, requestFor(2));
    rig.answer(rig.pays[1], paid(2));
    rig.submit(3, requestFor(3));
    rig.restart();
    expect(rig.lookups.map(({ intent }) => intent)).toEqual(['int_1', 'int_3']);
    rig.submit(10, requestFor(4));
    rig.submit(11, requestFor(2));
    rig.submit(12, requestFor(1));
    rig.answer(rig.lookups[0], paid(1));
    rig.submit(13, requestFor(4));
    rig.engine.reconcile();
    expect(rig.lists).toHaveLength(0);
    rig.answer(rig.lookups[1], { kind: 'unknown', cause: 'timeout' });
    rig.submit(14, requestFor(4));
    const status = (requestId: number) => rig.responses.find((one) => one.requestId === requestId)?.status;
    expect([10, 11, 12, 13, 14].map(status)).toEqual([503, 200, 409, 503, undefined]);
    expect(rig.pays).toHaveLength(4);
    rig.engine.reconcile();
    expect(rig.lists).toHaveLength(2);
  });

  it('lets what waited for a retry go on after that, and sends nothing twice', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.submit(2, requestFor(2));
    rig.answer(rig.pays[1], failedFor('no_route'));
    rig.nowMs = 5000;
    rig.restart();
    expect(rig.pays).toHaveLength(2);
    rig.answer(rig.lookups[0], { kind: 'in_flight', epoch: '', record: '1' });
    expect(rig.pays.map(({ intent, attemptNo, node }) => [intent, attemptNo, node])).toEqual([
      ['int_1', 1, 'a'],
      ['int_2', 1, 'a'],
      ['int_2', 2, 'b'],
    ]);
  });

  it('fills windows and reservations again with what the ledger holds, and only that', () => {
    const rig = new Rig();
    rig.books.effectOf = (question) => (question.amountMsat === 1_000_000n ? 'allow' : 'deny');
    for (const invoice of [1, 2, 3, 4]) {
      rig.nowMs = invoice * 10;
      rig.submit(invoice, requestFor(invoice));
    }
    rig.answer(rig.pays[0], paid(1));
    rig.answer(rig.pays[1], failedFor('invoice_expired'));
    rig.answer(rig.pays[2], failedFor('no_route'));
    const before = new Map(rig.books.windows);
    const held = new Map(rig.books.held);
    expect([...before.keys()]).toEqual(['bot@10', 'bot@30', 'bot@40']);
    expect([...held]).toEqual([['int_4', 1_005_000n]]);
    rig.restart();
    expect(rig.books.windows).toEqual(before);
    expect(rig.books.held).toEqual(held);
  });

  it('gives back what it reserved when everything has ended', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.submit(2, requestFor(2));
    rig.restart();
    rig.answer(rig.lookups[0], paid(1));
    rig.engine.act('int_2' as IntentId, { type: 'proof', actor: 'ann', proof: { kind: 'closed_at_payee' } });
    expect(rig.books.held.size).toBe(0);
    expect([...rig.books.windows.keys()]).toEqual(['bot@0']);
    expect(rig.statuses('int_2').at(-1)).toBe('failed');
  });

  it('takes no journal that makes no sense for granted', () => {
    const rig = new Rig();
    rig.journal.commit({
      ticket: 999,
      term: 1,
      intent: 'int_9' as IntentId,
      events: [{ type: 'retry_scheduled', notBeforeMs: 1 }],
      audit: [],
    });
    expect(() => rig.restart()).toThrow(/unknown intent int_9/);
  });

  it('ignores calls, rings and commits of the time before', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.restart();
    rig.engine.answered(77, paid(1));
    rig.engine.committed(77, 'durable');
    rig.engine.woke('int_77' as IntentId, 0);
    expect(rig.statuses()).toEqual(['ready', 'in_flight', 'in_doubt']);
  });
});

describe('hints', () => {
  it('only ever start a look-up; what they say changes nothing', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    const lie = () => {
      const written = rig.asked.length;
      for (const claims of ['settled', 'failed', 'in_flight'] as const)
        for (const hash of [hashOf(preimageOf(1)), 'no such hash' as PaymentHash])
          rig.engine.hinted({ node: 'b' as NodeName, hash, claims, preimage: preimageOf(1) });
      expect(rig.asked).toHaveLength(written);
    };
    // While the pay call is out its answer says more: the hint is remembered as an alarm.
    lie();
    expect(rig.lookups).toHaveLength(0);
    rig.wait(RULES.lookupFirstMs);
    expect(rig.lookups).toHaveLength(1);
    rig.answer(rig.lookups.shift(), LOST);
    rig.answer(rig.pays[0], LOST);
    // One look-up serves them all.
    lie();
    expect(rig.lookups).toHaveLength(1);
    expect(rig.lookups[0]).toMatchObject({ node: 'a' });
  });

  it('do not make the pauses between look-ups longer', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], LOST);
    for (let forged = 0; forged < 20; forged++) {
      rig.engine.hinted(HINT);
      rig.answer(rig.lookups.at(-1), LOST);
    }
    expect(rig.wakes.at(-1)!.atMs - rig.nowMs).toBe(RULES.lookupFirstMs);
  });
});

describe('people', () => {
  it('approve, refuse and cancel; an unknown intent is told so', () => {
    const rig = new Rig();
    rig.books.effectOf = () => 'review';
    rig.submit(1, requestFor(1));
    rig.submit(2, requestFor(2));
    rig.submit(3, requestFor(3));
    expect(rig.engine.act('int_1' as IntentId, { type: 'approved', approver: 'ann' })).toBe('taken');
    rig.engine.act('int_2' as IntentId, { type: 'refused', approver: 'ann' });
    rig.engine.act('int_3' as IntentId, { type: 'cancel', actor: 'ann' });
    expect(rig.engine.act('int_9' as IntentId, { type: 'cancel', actor: 'ann' })).toBe('unknown_intent');
    expect(rig.pays.map(({ intent }) => intent)).toEqual(['int_1']);
    expect(['int_2', 'int_3'].map((intent) => rig.statuses(intent).at(-1))).toEqual(['declined', 'canceled']);
    expect([...rig.books.windows.values()]).toEqual([1]);
  });
});

describe('audit', () => {
  it('says of a refusal whether it answers a request or takes an approval back', () => {
    const rig = new Rig();
    rig.books.effectOf = () => 'review';
    rig.submit(1, requestFor(1));
    rig.submit(2, requestFor(2));
    rig.engine.act('int_1' as IntentId, { type: 'refused', approver: 'ann' });
    rig.engine.act('int_2' as IntentId, { type: 'approved', approver: 'ann' });
    rig.engine.act('int_2' as IntentId, { type: 'refused', approver: 'bob' });
    const approvals: string[] = [];
    rig.journal.replay(({ audit }) => {
      for (const { action, actor, before, after } of audit)
        if (action === 'approval') approvals.push(`${actor}: ${before} → ${after}`);
    });
    expect(approvals).toEqual(['ann: requested → refused', 'ann: requested → given', 'bob: given → refused']);
  });

  it('has one record for each act, chained', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], LOST);
    rig.wait(RULES.inDoubtAfterMs + 1);
    rig.answer(rig.lookups.at(-1), paid(1));
    const records: AuditRecord[] = [];
    rig.journal.replay((group) => records.push(...group.audit));
    expect(verifyChain(records, rig.journal.auditHead)).toMatchObject({ ok: true });
    expect(records.map(({ action, after, actor }) => `${action} ${after} ${actor}`)).toEqual([
      'state received acme',
      'decision allow policy',
      'state ready engine',
      'dispatch attempt 1 engine',
      'state in_flight engine',
      'state in_doubt engine',
      'exception raised engine',
      'exception closed engine',
      'state settled engine',
    ]);
  });
});

describe('fallback', () => {
  it('goes to the next node after a definitive failure, with one idempotency key and one fee cap', () => {
    const rig = new Rig();
    rig.submit(1, requestFor(1));
    rig.answer(rig.pays[0], failedFor('no_route'));
    rig.wait(RULES.backoffFirstMs);
    rig.answer(rig.pays[1], LOST);
    rig.wait(RULES.lookupMaxMs);
    rig.answer(rig.lookups[0], { kind: 'not_found', epoch: epochOf('b.1') });
    expect(rig.pays.map(({ node, feeLimitMsat }) => [node, feeLimitMsat])).toEqual([
      ['a', 5000n],
      ['b', 5000n],
    ]);
    expect(rig.lookups[0]).toMatchObject({ node: 'b', attemptNo: 2 });
    expect(rig.statuses().at(-1)).toBe('in_doubt');
  });
});
