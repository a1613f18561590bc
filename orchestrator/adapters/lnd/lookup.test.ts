import { describe, expect, it } from 'vitest';
import type { ListCall } from '../../ports/node.ts';
import { bench, optionsFor } from './client.fixture.ts';
import { createLndNode } from './client.ts';
import { lookupCall, NODE, TestHost, until } from './host.fixture.ts';
import { type Call, OK, type Reply, recorded } from './server.fixture.ts';

const HASH = 'ab'.repeat(32);
const IN_FLIGHT = { messages: [{ payment_hash: HASH, status: 'IN_FLIGHT', payment_index: '9' }] };

describe('the look-up of LND', () => {
  it.each([
    ['pay_success.json#1', { kind: 'settled', feeMsat: 0n, record: '539', epoch: 'a.1' }],
    ['pay_errors.json#7', { kind: 'failed', reason: 'incorrect_payment_details' }],
    ['pay_errors.json#17', { kind: 'not_found', epoch: 'a.1' }],
    ['same_invoice_again.json#6', { kind: 'in_flight' }],
    // Out with a reason set: other parts are still held.
    ['pay_errors.json#5', { kind: 'in_flight' }],
    ['phantom_in_flight.json#1', { kind: 'in_flight' }],
    // The first message counts: what follows is for the next look-up.
    ['client_cancel_detail.json#32', { kind: 'in_flight' }],
    ['hold_sender_restart.json#12', { kind: 'in_flight' }],
    ['track_and_timeout.json#5', { kind: 'unknown', cause: 'unavailable' }],
    ['auth_errors.json#0', { kind: 'unknown', cause: 'unavailable' }],
    ['readiness.json#5', { kind: 'unknown', cause: 'unavailable' }],
  ])('%s', async (from, answer) => {
    const { reply, hash, note } = recorded.get(from)!;
    const { node, lnd } = await bench(() => reply);
    expect(await node.lookup(lookupCall(hash || HASH)), note).toMatchObject(answer);
    const { method, request } = lnd.calls[0]!;
    expect([method, request.no_inflight_updates, request.payment_hash.toString('hex')]).toEqual([
      'TrackPaymentV2',
      false,
      hash || HASH,
    ]);
  });

  it('hangs up after the first message', async () => {
    const { node, host } = await bench(() => IN_FLIGHT);
    expect(await node.lookup(lookupCall(HASH))).toMatchObject({ kind: 'in_flight' });
    expect(host.timers.waiting).toBe(0);
  });

  it('leaves the end of the stream to LND when the payment is over, as long as the time of the call lasts', async () => {
    const { reply, hash } = recorded.get('pay_success.json#1')!;
    const { node, host } = await bench(() => ({ messages: reply.messages ?? [] }));
    expect(await node.lookup({ ...lookupCall(hash), timeoutMs: 1000 })).toMatchObject({ kind: 'settled' });
    expect(host.timers.waiting).toBe(1);
    host.timers.pass(1000);
    expect(host.timers.waiting).toBe(0);
  });

  it.each([
    ['a stream without a message', { status: OK }, 'unavailable'],
    ['a REST-like "not found"', { status: { code: 5, details: 'Not Found' } }, 'unavailable'],
    ['a broken connection', { after: 'cut' }, 'reset'],
    ['another payment', { messages: [{ payment_hash: 'ee'.repeat(32), status: 'FAILED' }] }, 'malformed'],
  ] as [string, Reply, string][])('is unknown after %s', async (_, reply, cause) => {
    const { node } = await bench(() => reply);
    expect(await node.lookup(lookupCall(HASH))).toEqual({ kind: 'unknown', cause });
  });

  it('leaves a connection that said nothing; calls that are open on it go on', async () => {
    const { node, lnd, host } = await bench(() => ({}));
    const early = node.lookup({ ...lookupCall(HASH), timeoutMs: 9000 });
    const silent = node.lookup({ ...lookupCall(HASH), timeoutMs: 1000 });
    await until(() => lnd.calls.length === 2);
    host.timers.pass(1000);
    expect(await silent).toEqual({ kind: 'unknown', cause: 'timeout' });
    expect(lnd.connections).toBe(1);
    lnd.reply = () => IN_FLIGHT;
    expect(await node.lookup(lookupCall(HASH))).toMatchObject({ kind: 'in_flight' });
    expect(await node.lookup(lookupCall(HASH))).toMatchObject({ kind: 'in_flight' });
    expect(lnd.connections).toBe(2);
    host.timers.pass(8000);
    expect(await early).toEqual({ kind: 'unknown', cause: 'timeout' });
    // What was heard meanwhile came over the other connection, which stays.
    expect(await node.lookup(lookupCall(HASH))).toMatchObject({ kind: 'in_flight' });
    expect(lnd.connections).toBe(2);
  });

  it('keeps a connection that said something while a call timed out', async () => {
    const { node, lnd, host } = await bench(() => ({}));
    const held = node.lookup({ ...lookupCall(HASH), timeoutMs: 1000 });
    await until(() => lnd.calls.length === 1);
    lnd.reply = () => IN_FLIGHT;
    expect(await node.lookup(lookupCall(HASH))).toMatchObject({ kind: 'in_flight' });
    host.timers.pass(1000);
    expect(await held).toEqual({ kind: 'unknown', cause: 'timeout' });
    expect(await node.lookup(lookupCall(HASH))).toMatchObject({ kind: 'in_flight' });
    expect(lnd.connections).toBe(1);
  });

  it('times out in the time of its host; is not sent when nobody listens', async () => {
    const { node, lnd, host } = await bench(() => ({}));
    const answered = node.lookup(lookupCall(HASH));
    await until(() => lnd.calls.length === 1);
    host.timers.pass(5000);
    expect(await answered).toEqual({ kind: 'unknown', cause: 'timeout' });
    const nobody = createLndNode(optionsFor('127.0.0.1:1', new TestHost()));
    expect(await nobody.lookup(lookupCall(HASH))).toEqual({ kind: 'not_sent' });
    await nobody.close();
  });

  it('has no epoch for "not found" when the daemon restarted meanwhile', async () => {
    const { node, lnd, host } = await bench(() => ({}));
    lnd.reply = () => {
      host.now = 'a.2' as never;
      return { status: { code: 5, details: "payment isn't initiated" } };
    };
    expect(await node.lookup(lookupCall(HASH))).toEqual({ kind: 'not_found', epoch: '' });
  });
});

describe('the list of payments of LND', () => {
  const listCall = (sinceMs: number): ListCall => ({ callId: 3, node: NODE, sinceMs, timeoutMs: 5000 });
  const row = (hash: string, status: string, index: number) => ({
    payment_hash: hash.repeat(32),
    status,
    payment_index: String(index),
  });
  const listed = (entries: readonly (readonly [string, string])[]) => ({
    kind: 'listed',
    entries: entries.map(([hash, state]) => ({ hash: hash.repeat(32), state })),
  });
  const page = (payments: object[], last = 0): Reply => ({
    messages: [{ payments, last_index_offset: String(last) }],
    status: OK,
  });

  it('asks for everything that was made since, and reads what a real LND answers', async () => {
    const { node, lnd } = await bench(() => recorded.get('list_payments.json#1')!.reply);
    const listing = await node.list(listCall(0));
    if (listing.kind !== 'listed') throw new Error('not listed');
    expect(listing.entries.map(({ state }) => state)).toEqual(['settled', 'settled', 'settled', 'settled']);
    expect(lnd.calls[0]).toMatchObject({
      method: 'ListPayments',
      request: { include_incomplete: true, reversed: false, index_offset: '0', creation_date_start: '0' },
    });
  });

  it('shows an older payment that has ended since, once, by looking it up', async () => {
    const { node, lnd } = await bench(() => page([row('aa', 'IN_FLIGHT', 1), row('bb', 'SUCCEEDED', 2)]));
    expect(await node.list(listCall(0))).toEqual(
      listed([
        ['aa', 'in_flight'],
        ['bb', 'settled'],
      ]),
    );
    let state = 'IN_FLIGHT';
    lnd.reply = ({ method }: Call) =>
      method === 'ListPayments' ? page([]) : { messages: [row('aa', state, 1)], status: OK };
    expect(await node.list(listCall(900_000))).toEqual(listed([]));
    expect(lnd.calls.at(-2)!.request.creation_date_start).toBe('900');
    state = 'SUCCEEDED';
    expect(await node.list(listCall(900_000))).toEqual(listed([['aa', 'settled']]));
    expect(await node.list(listCall(900_000))).toEqual(listed([]));
  });

  it('believes the last word about a payment that was tried again while it read', async () => {
    const first = [...Array(500).keys()].map((index) => row(index === 0 ? 'aa' : 'bb', 'FAILED', index + 1));
    const { node, lnd } = await bench(({ request }) =>
      request.index_offset === '0' ? page(first, 500) : page([row('aa', 'SUCCEEDED', 501)], 501),
    );
    expect(await node.list(listCall(0))).toEqual(
      listed([
        ['aa', 'settled'],
        ['bb', 'failed'],
      ]),
    );
    expect(lnd.calls.map(({ request }) => request.index_offset)).toEqual(['0', '500']);
  });

  it('is unavailable rather than incomplete, and forgets nothing by it', async () => {
    const { node, lnd, host } = await bench(() => page([row('aa', 'IN_FLIGHT', 1)]));
    await node.list(listCall(0));
    const UNAVAILABLE = { kind: 'unavailable' };
    lnd.reply = () => ({ after: 'cut' });
    expect(await node.list(listCall(900_000))).toEqual(UNAVAILABLE);
    lnd.reply = ({ method }) =>
      method === 'ListPayments' ? page([]) : { status: { code: 14, details: '' } };
    expect(await node.list(listCall(900_000))).toEqual(UNAVAILABLE);
    // A full page whose index does not move would be read for ever.
    lnd.reply = () => page([...Array(500).keys()].map((index) => row('bb', 'FAILED', index)));
    expect(await node.list(listCall(900_000))).toEqual(UNAVAILABLE);
    lnd.reply = () => ({});
    const slow = node.list(listCall(900_000));
    await until(() => host.timers.waiting === 1);
    host.timers.pass(5000);
    expect(await slow).toEqual(UNAVAILABLE);
    lnd.reply = ({ method }) =>
      method === 'ListPayments' ? page([]) : { messages: [row('aa', 'FAILED', 1)], status: OK };
    expect(await node.list(listCall(900_000))).toEqual(listed([['aa', 'failed']]));
  });
});
