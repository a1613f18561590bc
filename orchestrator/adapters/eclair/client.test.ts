import { afterEach, describe, expect, it } from 'vitest';
import type { LightningNode } from '../../ports/lightning-node.ts';
import { lookupOf, NAME, nodeOf, PASSWORD, payOf, ScriptedDaemon } from './daemon.fixture.ts';
import { type RecordedName, recordedAnswer } from './recorded.fixture.ts';

let daemon: ScriptedDaemon;
let node: LightningNode;
const begin = async () => {
  daemon = await ScriptedDaemon.start();
  node = nodeOf(daemon.port);
};
afterEach(async () => {
  await node.close();
  await daemon.stop();
});

describe('what we conclude from what a real Eclair said', () => {
  const settled = { kind: 'settled', epoch: '' };
  const failed = { kind: 'failed', unconfirmed: true, epoch: 'epoch-1' };
  const rejected = { kind: 'rejected', epoch: 'epoch-1' };

  it.each<[RecordedName, object]>([
    ['paid', { ...settled, feeMsat: 0n, record: '1050e296-f4ec-4716-aae5-ad9942ad35ab' }],
    ['paid over 2 hops', { ...settled, feeMsat: 21_000n }],
    ['fee too low', { ...failed, reason: 'no_route', record: 'f154a5fb-539c-4758-ba5f-9cd33468367d' }],
    ['paid again', { ...failed, reason: 'incorrect_payment_details' }],
    ['refused twice', { ...failed, reason: 'incorrect_payment_details' }],
    ['expired', { ...rejected, reason: 'invoice_expired' }],
    ['ask timed out', { kind: 'unknown', cause: 'timeout' }],
  ])('payinvoice: %s', async (name, answer) => {
    await begin();
    daemon.replays('payinvoice', name);
    await node.health();
    expect(await node.pay(payOf(name))).toMatchObject(answer);
    expect(daemon.times('payinvoice')).toBe(1);
  });

  it('the name of a payment and no more: in flight', async () => {
    await begin();
    daemon.replays('payinvoice', 'held');
    await node.health();
    const { hash } = recordedAnswer('rows of held');
    const record = recordedAnswer('held').body;
    const call = { ...payOf('held'), hash: lookupOf(hash).hash };
    expect(await node.pay(call)).toEqual({ kind: 'in_flight', epoch: 'epoch-1', record });
  });

  it.each<[RecordedName, object]>([
    ['rows of paid', { ...settled, feeMsat: 0n }],
    ['rows over 2 hops', { ...settled, feeMsat: 21_000n }],
    ['row of fee too low', { ...failed, reason: 'no_route' }],
    ['rows of paid again', { ...settled }],
    ['rows of held', { kind: 'in_flight', epoch: 'epoch-1' }],
    ['rows of refused twice', { ...failed, reason: 'incorrect_payment_details' }],
    ['rows after the time-out', { kind: 'in_flight' }],
    ['rows of MPP', { kind: 'in_flight', record: 'bd502b93-2f70-44d9-b15b-c00fd8cb40b0' }],
    ['rows of MPP, later', { ...failed, record: 'bd502b93-2f70-44d9-b15b-c00fd8cb40b0' }],
    // It is paid, and its API will never say so: never a failure.
    ['rows of a paid phantom', { kind: 'in_flight', epoch: 'epoch-1' }],
    ['rows beside an unpaid phantom', { ...settled }],
    ['unknown hash', { kind: 'not_found', epoch: 'epoch-1' }],
    ['malformed hash', { kind: 'unknown', cause: 'unavailable' }],
    ['wrong password', { kind: 'unknown', cause: 'unavailable' }],
  ])('getsentinfo: %s', async (name, answer) => {
    await begin();
    daemon.replays('getsentinfo', name);
    expect(await node.lookup(lookupOf(recordedAnswer(name).hash))).toMatchObject(answer);
  });

  it('later shapes: fees of the whole, and 408 with any text', async () => {
    await begin();
    const { body, hash } = recordedAnswer('paid over 2 hops');
    const { parts, ...event } = body as { parts: { id: string }[] };
    const later = { ...event, parts: [{ id: parts[0]!.id, amountWithFees: 100_021_000, fees: 21_000 }] };
    const answers: [number, unknown, object][] = [
      [200, { ...later, fees: 21_000 }, { kind: 'settled', feeMsat: 21_000n }],
      [200, later, { kind: 'settled', feeMsat: 21_000n }],
      [200, { ...later, parts: [{}] }, { kind: 'settled', feeMsat: null }],
      [408, { error: 'request timed out' }, { kind: 'unknown', cause: 'timeout' }],
      [400, { error: 'API call failed: check logs for more details' }, { reason: 'rejected_by_node' }],
      [500, { error: 'API call failed: check logs for more details' }, { kind: 'unknown' }],
    ];
    for (const [status, said, answer] of answers) {
      daemon.says('payinvoice', status, said);
      expect(await node.pay(payOf('paid over 2 hops'))).toMatchObject(answer);
    }
    expect(hash).toBe(payOf('paid over 2 hops').hash);
  });

  it('features that it does not know: it said so and did nothing', async () => {
    await begin();
    const { hash } = recordedAnswer('fee too low');
    const t = 'unsupported invoice features: 4000';
    const event = { type: 'payment-failed', id: 'some', paymentHash: hash, failures: [{ amount: 1, t }] };
    daemon.says('payinvoice', 200, event);
    const answer = await node.pay(payOf('fee too low'));
    expect(answer).toMatchObject({ kind: 'rejected', reason: 'rejected_by_node' });
  });

  it('refusals of the door are no attempts; the same statuses from a page of something else prove nothing', async () => {
    await begin();
    for (const name of ['wrong password', 'unknown method', 'malformed hash'] as const) {
      daemon.replays('payinvoice', name);
      expect(await node.pay(payOf('paid'))).toMatchObject({ kind: 'rejected' });
    }
    for (const status of [200, 400, 401, 404, 405]) {
      daemon.says('payinvoice', status, '<html>not found</html>');
      expect(await node.pay(payOf('paid'))).toEqual({ kind: 'unknown', cause: 'malformed' });
      daemon.says('getsentinfo', status, '<html>not found</html>');
      expect(await node.lookup(lookupOf('ab'.repeat(32)))).toMatchObject({ kind: 'unknown' });
    }
  });
});

describe('an answer that is none', () => {
  const { body, hash } = recordedAnswer('rows of paid');
  const [row] = body as [{ status: object; paymentHash: string }];
  const MALFORMED = { kind: 'unknown', cause: 'malformed' };

  it('of another payment, without its parts, or with a preimage that is none', async () => {
    await begin();
    const paid = recordedAnswer('paid').body as object;
    for (const said of [
      { ...paid, paymentHash: 'ab'.repeat(32) },
      { ...paid, paymentPreimage: 'xyz' },
      { ...paid, type: 'payment-paused' },
      { ...paid, id: 7 },
      'no uuid',
      null,
      7,
      [],
    ]) {
      daemon.says('payinvoice', 200, said);
      expect(await node.pay(payOf('paid'))).toEqual(MALFORMED);
    }
    for (const said of [
      [{ ...row, paymentHash: 'ab'.repeat(32) }],
      [{ ...row, status: { ...row.status, paymentPreimage: '' } }],
      [row, { ...row, status: 'sent' }],
      [{ ...row, parentId: null }],
      [{ ...row, status: { type: 'paused' } }],
      [null],
      {},
      'pending',
    ]) {
      daemon.says('getsentinfo', 200, said);
      expect(await node.lookup(lookupOf(hash))).toEqual(MALFORMED);
    }
  });

  it('a fee that is missing is not known; it stops no settlement', async () => {
    await begin();
    const { feesPaid: _, ...status } = row.status as { feesPaid: number };
    daemon.says('getsentinfo', 200, [{ ...row, status }]);
    expect(await node.lookup(lookupOf(hash))).toMatchObject({ kind: 'settled', feeMsat: null });
  });
});

it('asks with the password and an empty user, and as a form', async () => {
  await begin();
  daemon.replays('getsentinfo', 'unknown hash');
  await node.lookup(lookupOf('ab'.repeat(32)));
  const { authorization, form } = daemon.asked.find(({ call }) => call === 'getsentinfo')!;
  expect(Buffer.from(authorization!.slice('Basic '.length), 'base64').toString()).toBe(`:${PASSWORD}`);
  expect([...form]).toEqual([['paymentHash', 'ab'.repeat(32)]]);
  expect(node.name).toBe(NAME);
});
