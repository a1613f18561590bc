import { createServer as createPlainServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Msat } from '../../domain/money.ts';
import type { NodeAnswer } from '../../domain/node-answer.ts';
import { amountAskedFor } from '../invoice-amount.ts';
import { bench, CERTIFICATE, optionsFor } from './client.fixture.ts';
import { createLndNode } from './client.ts';
import { MACAROON, payCall, TestHost, until } from './host.fixture.ts';
import { certificateFor, OK, paymentOfTomorrow, recorded, startTestLnd } from './server.fixture.ts';

const HASH = 'ab'.repeat(32);
const PREIMAGE = 'cd'.repeat(32);
const unknown = (cause: string) => ({ kind: 'unknown', cause });
const payment = (change: object) => ({
  payment_hash: HASH,
  status: 'SUCCEEDED',
  payment_index: '7',
  ...change,
});

/** What a real LND said, and what we conclude. */
const CONCLUSIONS: readonly (readonly [from: string, answer: object])[] = [
  ['pay_success.json#0', { kind: 'settled', feeMsat: 0n, record: '539', epoch: 'a.1' }],
  ['pay_success.json#4', { kind: 'settled', feeMsat: 1001n }],
  ['track_and_timeout.json#0', { kind: 'settled', feeMsat: 0n }],
  ['pay_errors.json#0', { kind: 'failed', reason: 'no_route' }],
  ['pay_errors.json#2', { kind: 'failed', reason: 'insufficient_balance' }],
  ['pay_errors.json#6', { kind: 'failed', reason: 'incorrect_payment_details' }],
  ['track_and_timeout.json#6', { kind: 'failed', reason: 'incorrect_payment_details' }],
  ['same_invoice_again.json#1', { kind: 'duplicate' }],
  ['same_invoice_again.json#2', { kind: 'rejected', reason: 'invoice_expired' }],
  ['same_invoice_again.json#5', { kind: 'duplicate' }],
  ['pay_errors.json#12', { kind: 'rejected', reason: 'rejected_by_node' }],
  ['pay_errors.json#15', { kind: 'rejected', reason: 'rejected_by_node' }],
  ['pay_errors.json#18', { kind: 'rejected', reason: 'rejected_by_node' }],
  ['pay_errors.json#19', { kind: 'rejected', reason: 'rejected_by_node' }],
  ['pay_errors.json#20', { kind: 'rejected', reason: 'rejected_by_node' }],
  ['auth_errors.json#5', { kind: 'rejected', reason: 'node_unavailable' }],
  ['auth_errors.json#9', unknown('unavailable')],
  // Both ended while an HTLC was out.
  ['hold_sender_restart.json#0', unknown('reset')],
  ['hold_sender_restart.json#10', unknown('reset')],
  ['readiness.json#3', { kind: 'not_sent' }],
  ['readiness.json#28', { kind: 'not_sent' }],
];

describe('the pay call of LND', () => {
  it('asks for what was ordered and nothing that 0.21 has removed', async () => {
    const { lnd, node } = await bench(() => ({ status: { code: 6, details: 'payment already exists' } }));
    expect(await node.pay(payCall(HASH))).toMatchObject({ kind: 'duplicate' });
    const [{ method, request, macaroon }] = lnd.calls as [(typeof lnd.calls)[0]];
    expect([method, macaroon]).toEqual(['SendPaymentV2', MACAROON]);
    expect(request).toMatchObject({
      payment_request: 'lnbcrt10u1p',
      amt_msat: '0',
      fee_limit_msat: '2001',
      fee_limit_sat: '0',
      timeout_seconds: 20,
      max_parts: 8,
      cltv_limit: 1008,
      cancelable: false,
      allow_self_payment: false,
    });
  });

  it('never lets one of LND’s own defaults through, and keeps 63-bit amounts', async () => {
    const { lnd, node } = await bench(() => ({ status: { code: 6, details: '' } }));
    const huge = 2_099_999_999_999_999_999n as Msat;
    const change = { invoice: 'lnbcrt1p', attemptWindowMs: 900, partsMax: 0, cltvLimitBlocks: 5000 };
    await node.pay(payCall(HASH, { ...change, amountMsat: huge, feeLimitMsat: huge }));
    expect(lnd.calls[0]!.request).toMatchObject({
      amt_msat: String(huge),
      fee_limit_msat: String(huge),
      timeout_seconds: 1,
      max_parts: 1,
      cltv_limit: 2016,
    });
  });

  it('does not pay an invoice that asks for another amount than was approved', async () => {
    const { lnd, node } = await bench(() => ({ status: OK }));
    const rejected = { kind: 'rejected', reason: 'rejected_by_node', epoch: 'a.1' };
    expect(await node.pay(payCall(HASH, { amountMsat: 1_000_001n as Msat }))).toEqual(rejected);
    expect(await node.pay(payCall(HASH, { invoice: 'lnbcrt15p1' }))).toEqual(rejected);
    expect(lnd.calls).toEqual([]);
  });

  it.each(CONCLUSIONS)('%s', async (from, answer) => {
    const { reply, hash, note, ...said } = recorded.get(from)!;
    const invoice = said.invoice || 'lnbcrt1p4sxfyp';
    const { node } = await bench(() => reply);
    const amountMsat = (amountAskedFor(invoice) ?? 1000n) as Msat;
    expect(await node.pay(payCall(hash || HASH, { invoice, amountMsat })), note).toMatchObject(answer);
  });

  it.each([
    ['an enum value that no version had', payment({ status: 9, payment_preimage: PREIMAGE }), 'malformed'],
    ['a failure without a listed reason', payment({ status: 'FAILED', failure_reason: 77 }), 'malformed'],
    ['a settlement without a preimage', payment({ payment_preimage: '' }), 'malformed'],
    ['a settlement with zeros', payment({ payment_preimage: '0'.repeat(64) }), 'malformed'],
    ['a preimage that is none', payment({ payment_preimage: 'zz'.repeat(32) }), 'malformed'],
    ['another payment', payment({ payment_hash: 'ee'.repeat(32), payment_preimage: PREIMAGE }), 'malformed'],
    [
      'a failure of another payment',
      payment({ payment_hash: '', status: 'FAILED', failure_reason: 2 }),
      'malformed',
    ],
    ['an empty message', {}, 'malformed'],
    ['bytes that are no message', Buffer.from('<html><body>502</body></html>'), 'unavailable'],
    ['an answer without end', Buffer.alloc(33 * 1024 * 1024), 'unavailable'],
  ])('is unknown after %s', async (_, message, cause) => {
    const { node, host } = await bench(() => ({ messages: [message], status: OK }));
    expect(await node.pay(payCall(HASH))).toEqual(unknown(cause));
    await until(() => host.timers.waiting === 0);
  });

  it('reads past fields that it does not know, and knows that a missing fee is not a fee of 0', async () => {
    const { node, lnd } = await bench(() => ({}));
    const settled = payment({ payment_preimage: PREIMAGE });
    const htlc = { status: 'SUCCEEDED', route: { total_fees_msat: '21' } };
    const answers: unknown[] = [];
    for (const change of [{ fee_msat: '21' }, { htlcs: [htlc] }, {}]) {
      lnd.reply = () => ({ messages: [paymentOfTomorrow({ ...settled, ...change })], status: OK });
      answers.push(await node.pay(payCall(HASH)));
    }
    expect(answers).toMatchObject([{ feeMsat: 21n }, { feeMsat: null }, { feeMsat: 0n }]);
  });

  it('is settled by one settled part, also when the stream then breaks', async () => {
    const part = { status: 'SUCCEEDED', preimage: Buffer.from(PREIMAGE, 'hex') };
    const message = payment({ status: 'IN_FLIGHT', htlcs: [part, { status: 'IN_FLIGHT' }] });
    const { node } = await bench(() => ({ messages: [message], after: 'cut' }));
    const settled = { kind: 'settled', preimage: PREIMAGE, feeMsat: null };
    expect(await node.pay(payCall(HASH))).toMatchObject(settled);
  });

  it('has no epoch when the daemon restarted meanwhile', async () => {
    const { node, lnd, host } = await bench(() => ({}));
    lnd.reply = () => {
      host.now = 'a.2' as never;
      return { messages: [payment({ status: 'FAILED', failure_reason: 2 })], status: OK };
    };
    expect(await node.pay(payCall(HASH))).toMatchObject({ kind: 'failed', reason: 'no_route', epoch: '' });
  });
});

describe('the pay call of LND, without an answer', () => {
  it('times out in the time of its host, and hangs up', async () => {
    const { node, lnd, host } = await bench(() => ({}));
    const answered = node.pay(payCall(HASH));
    await until(() => lnd.calls.length === 1);
    host.timers.pass(29_999);
    host.timers.pass(1);
    expect(await answered).toEqual(unknown('timeout'));
    expect(host.timers.waiting).toBe(0);
  });

  it.each(['cut', 'half a frame', 'reset', 'refuse'] as const)(
    'leaves once and is unknown: %s',
    async (after) => {
      const { node, lnd } = await bench(() => ({ after }));
      expect(await node.pay(payCall(HASH))).toEqual(unknown('reset'));
      expect(lnd.calls).toHaveLength(1);
    },
  );

  it('is unknown when it is closed, and never leaves after that', async () => {
    const { node, lnd } = await bench(() => ({}));
    const answered = node.pay(payCall(HASH));
    await until(() => lnd.calls.length === 1);
    await node.close();
    expect(await answered).toEqual(unknown('reset'));
    expect(await node.pay(payCall(HASH))).toEqual({ kind: 'not_sent' });
    expect(lnd.calls).toHaveLength(1);
  });

  it('was not sent when nobody listens, and goes through as soon as somebody does', async () => {
    const { lnd, node } = await bench(() => ({}));
    const before = node.pay(payCall(HASH));
    await until(() => lnd.calls.length === 1);
    await lnd.stop();
    expect(await before).toEqual(unknown('reset'));
    for (let time = 0; time < 3; time++) expect(await node.pay(payCall(HASH))).toEqual({ kind: 'not_sent' });
    const reply = () => ({ messages: [payment({ payment_preimage: PREIMAGE })], status: OK });
    const again = await startTestLnd(reply, { certificate: CERTIFICATE, port: lnd.port });
    lnd.stop = again.stop;
    // At once: no back-off of the library in wall time.
    expect(await node.pay(payCall(HASH))).toMatchObject({ kind: 'settled' });
    expect(again.calls).toHaveLength(1);
  });

  it('was not sent when the time is over before there is a connection', async () => {
    const silent = createPlainServer().listen(0, '127.0.0.1');
    silent.on('connection', (socket) => socket.pause());
    onTestFinished(() => void silent.close());
    await until(() => silent.listening);
    const host = new TestHost();
    const node = createLndNode(optionsFor(`127.0.0.1:${(silent.address() as AddressInfo).port}`, host));
    const answered = node.pay(payCall(HASH));
    host.timers.pass(30_000);
    expect(await answered).toEqual({ kind: 'not_sent' });
    await node.close();
  });

  it.each([
    ['HTML over TLS', () => createServer(tls(), (_, response) => response.end('<html>'))],
    ['HTML in plain', () => createPlainServer((_, response) => response.end('<html>'))],
    ['another certificate', () => createSecureServer(tls(certificateFor()))],
    ['a certificate for another name', () => createSecureServer(tls(certificateFor('elsewhere')))],
  ] as [string, () => NetServer][])('was not sent to %s', async (_, make) => {
    expect(await payAt(make())).toEqual({ kind: 'not_sent' });
  });

  it.each([200, 403, 502])('is unknown after HTML with status %i over HTTP/2', async (status) => {
    const server = createSecureServer(tls());
    server.on('stream', (stream) => {
      stream.respond({ ':status': status, 'content-type': 'text/html' });
      stream.end('<html><body>Bad gateway: invoice expired. Valid until</body></html>');
    });
    expect(await payAt(server)).toEqual(unknown('unavailable'));
  });
});

function tls({ cert, key } = CERTIFICATE): { cert: string; key: string; allowHTTP1: false } {
  return { cert, key, allowHTTP1: false };
}

async function payAt(server: NetServer): Promise<NodeAnswer> {
  server.listen(0, '127.0.0.1');
  await until(() => server.listening);
  const node = createLndNode(
    optionsFor(`127.0.0.1:${(server.address() as AddressInfo).port}`, new TestHost()),
  );
  onTestFinished(async () => {
    await node.close();
    server.close();
  });
  return node.pay(payCall(HASH));
}
