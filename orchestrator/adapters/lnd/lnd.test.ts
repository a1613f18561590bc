import { describe, expect, it } from 'vitest';
import { ASKED, PREIMAGE, RESTARTED, SILENCE, ZEROS } from '../asked.fixture.ts';
import { classifyLndPay } from './classify-pay.ts';
import { resolveLnd } from './resolve.ts';
import type { LndPayment } from './said.ts';

const payment = (change: Partial<LndPayment>): LndPayment => ({
  kind: 'payment',
  status: 'IN_FLIGHT',
  failureReason: 'NONE',
  preimage: ZEROS,
  feeMsat: 0n,
  paymentIndex: '1335',
  htlcs: [],
  ...change,
});
const error = (code: number, message: string) => ({ kind: 'grpc_error', code, message }) as const;
const paid = { kind: 'settled', preimage: PREIMAGE, feeMsat: 21n, epoch: 'a.1', record: '1335' };

describe("LND's payment message, in a stream and in a look-up", () => {
  const both = [resolveLnd, classifyLndPay];

  it('is settled by status or by one settled HTLC, whatever the reason says', () => {
    const said = payment({ status: 'SUCCEEDED', preimage: PREIMAGE, feeMsat: 21n });
    for (const read of both) {
      expect(read(said, ASKED)).toEqual(paid);
      for (const failureReason of ['TIMEOUT', 'CANCELED'] as const)
        expect(read({ ...said, failureReason }, ASKED)).toEqual(paid);
      const one = payment({
        htlcs: [{ status: 'SUCCEEDED', preimage: PREIMAGE }],
        failureReason: 'NO_ROUTE',
      });
      expect(read(one, ASKED)).toEqual({ ...paid, feeMsat: null });
    }
  });

  it('is in flight, also with a reason, without an HTLC, and when INITIATED is told', () => {
    const flying = { kind: 'in_flight', epoch: 'a.1', record: '1335' };
    for (const read of both)
      for (const change of [
        {},
        { failureReason: 'INCORRECT_PAYMENT_DETAILS' },
        { status: 'INITIATED' },
        { htlcs: [{ status: 'IN_FLIGHT', preimage: ZEROS }] },
        { htlcs: [{ status: 'SUCCEEDED', preimage: ZEROS }] },
      ] as const)
        expect(read(payment(change), ASKED)).toEqual(flying);
  });

  it.each([
    ['NO_ROUTE', 'no_route'],
    ['TIMEOUT', 'timeout'],
    ['ERROR', 'unspecified'],
    ['INCORRECT_PAYMENT_DETAILS', 'incorrect_payment_details'],
    ['INSUFFICIENT_BALANCE', 'insufficient_balance'],
    ['CANCELED', 'interrupted'],
  ])('FAILED(%s) is final: %s', (failureReason, reason) => {
    const said = payment({ status: 'FAILED', failureReason });
    const failed = { kind: 'failed', reason, epoch: 'a.1', record: '1335' };
    for (const read of both) expect(read(said, ASKED)).toEqual(failed);
  });

  it('NO_ROUTE in another epoch than the send is an interruption; without an epoch it is not guessed', () => {
    const said = payment({ status: 'FAILED', failureReason: 'NO_ROUTE' });
    expect(resolveLnd(said, RESTARTED)).toMatchObject({ kind: 'failed', reason: 'interrupted' });
    expect(resolveLnd(said, { ...RESTARTED, epochAtSend: '' })).toMatchObject({ reason: 'no_route' });
  });

  it('is unknown when status or reason is not listed', () => {
    for (const change of [
      { status: 'UNKNOWN' },
      { status: 'PAUSED' },
      { status: 'FAILED' },
      { status: 'FAILED', failureReason: 'constructor' },
    ])
      for (const read of both)
        expect(read(payment(change), ASKED)).toEqual({ kind: 'unknown', cause: 'malformed' });
  });
});

describe('LND, a look-up that ends with a status', () => {
  it('has no record only when it says just that', () => {
    expect(resolveLnd(error(5, "payment isn't initiated"), ASKED)).toEqual({
      kind: 'not_found',
      epoch: 'a.1',
    });
    for (const said of [
      error(5, 'Not Found'),
      error(2, "payment isn't initiated"),
      error(6, 'x'),
      error(14, 'x'),
    ])
      expect(resolveLnd(said, ASKED)).toEqual({ kind: 'unknown', cause: 'unavailable' });
  });
});

describe('LND, a pay call that ends with a status', () => {
  it.each([
    'invoice is already paid',
    'payment is in transition',
    'payment already exists',
    'failed to initialize payment: payment is not initializable: in flight',
  ])('6 %s: the hash is known', (message) =>
    expect(classifyLndPay(error(6, message), ASKED)).toEqual({ kind: 'duplicate', epoch: 'a.1' }),
  );

  it.each([
    ['invoice expired. Valid until 2026-11-22 17:20:30 +0000 UTC', 'invoice_expired'],
    ['self-payments not allowed', 'rejected_by_node'],
    ['amount must be specified when paying a zero amount invoice', 'rejected_by_node'],
    ['amount must not be specified when paying a non-zero amount invoice', 'rejected_by_node'],
    ['amount must not be specified when paying a non-zero  amount invoice', 'rejected_by_node'],
    ['payment request must contain either a payment address or blinded paths', 'rejected_by_node'],
    ['payment_hash and payment_request cannot appear together', 'rejected_by_node'],
    ['cltv limit 10 should be greater than 80', 'rejected_by_node'],
    ["invoice not for current active network 'regtest'", 'rejected_by_node'],
    ['invalid bech32 string length 7', 'rejected_by_node'],
    ['total time lock of 5000 exceeds max allowed 2016', 'rejected_by_node'],
    ['the AMP flag (--amp or SendPaymentRequest.Amp) must be set to pay an AMP invoice', 'rejected_by_node'],
    ['checksum failed. Expected 1qwert, got 1asdfg.', 'rejected_by_node'],
    ['string not all lowercase or all uppercase', 'rejected_by_node'],
    ['expected 1 macaroon, got 0', 'node_unavailable'],
    ['cannot determine data format of binary-encoded macaroon', 'node_unavailable'],
    ['verification failed: signature mismatch after caveat verification', 'node_unavailable'],
    ['permission denied', 'node_unavailable'],
  ])('2 %s: this call sent nothing', (message, reason) =>
    expect(classifyLndPay(error(2, message), ASKED)).toEqual({ kind: 'rejected', reason, epoch: 'a.1' }),
  );

  it.each([
    'waiting to start, RPC services not available',
    'wallet not created, create one to enable full RPC access',
    'wallet locked, unlock it to enable full RPC access',
    'the RPC server is in the process of starting up, but not yet ready to accept calls',
  ])('2 %s: it never left', (message) =>
    expect(classifyLndPay(error(2, message), ASKED)).toEqual({ kind: 'not_sent' }),
  );

  it.each([
    [2, 'routerrpc server shutting down', 'unavailable'],
    [1, 'Cancelled on client', 'unavailable'],
    [4, 'Deadline exceeded', 'timeout'],
    [12, 'unknown method SendPaymentSync for service lnrpc.Lightning', 'unavailable'],
    [13, 'internal', 'unavailable'],
    [14, 'Connection dropped', 'unavailable'],
    [5, "payment isn't initiated", 'unavailable'],
    [99, 'invoice expired. Valid until', 'unavailable'],
  ])('%i %s: nobody knows', (code, message, cause) =>
    expect(classifyLndPay(error(code, message), ASKED)).toEqual({ kind: 'unknown', cause }),
  );
});

it('LND: silence proves nothing but a refused connection', () => {
  for (const [said, answer] of SILENCE)
    for (const read of [resolveLnd, classifyLndPay]) expect(read(said, ASKED)).toEqual(answer);
});
