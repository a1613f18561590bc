import { describe, expect, it } from 'vitest';
import { ASKED, PREIMAGE, SILENCE } from '../asked.fixture.ts';
import { classifyEclairPay } from './classify-pay.ts';
import { reasonOf } from './failures.ts';
import { resolveEclair } from './resolve.ts';
import type { EclairRow } from './said.ts';

const row = (status: string, change: Partial<EclairRow> = {}): EclairRow => ({
  parentId: 'p1',
  createdAtMs: 1000,
  status,
  preimage: status === 'sent' ? PREIMAGE : '',
  feesPaidMsat: status === 'sent' ? 5n : 0n,
  routeEmpty: false,
  failures: status === 'failed' ? ['route not found'] : [],
  ...change,
});
const read = (...rows: readonly EclairRow[]) => resolveEclair({ kind: 'rows', rows }, ASKED);
const paid = { kind: 'settled', preimage: PREIMAGE, feeMsat: 5n, epoch: 'a.1', record: 'p1' };

describe('Eclair, rows of a hash', () => {
  it('sent wins over failed and pending, of this payment and of another', () => {
    expect(read(row('failed'), row('sent'), row('sent'))).toEqual({ ...paid, feeMsat: 10n });
    // An unpaid phantom beside the payment that was made again.
    expect(read(row('pending', { parentId: 'p0' }), row('sent'))).toEqual(paid);
    expect(read(row('sent'), row('sent', { parentId: 'p2' }))).toEqual(paid);
  });

  it('does not know the fee when a part is open or was settled after a restart', () => {
    expect(read(row('sent'), row('pending'))).toEqual({ ...paid, feeMsat: null });
    expect(read(row('sent', { feesPaidMsat: 0n, routeEmpty: true }))).toEqual({ ...paid, feeMsat: null });
    expect(read(row('sent', { feesPaidMsat: 0n }))).toEqual({ ...paid, feeMsat: 0n });
  });

  it('pending is in flight, for ever if need be: the newest payment names it, whatever the order', () => {
    const flying = { kind: 'in_flight', epoch: 'a.1', record: 'p2' };
    expect(
      read(row('pending', { parentId: 'p2', createdAtMs: 2000 }), row('pending'), row('failed')),
    ).toEqual(flying);
  });

  it('all failed must be confirmed; without a reason it was interrupted', () => {
    const failed = { kind: 'failed', reason: 'no_route', epoch: 'a.1', record: 'p2', unconfirmed: true };
    const last = row('failed', { parentId: 'p2', createdAtMs: 2000 });
    expect(read(last, row('failed'))).toEqual(failed);
    expect(read({ ...last, failures: [] }, row('failed'))).toEqual({ ...failed, reason: 'interrupted' });
  });

  it('none is no record; what is not listed, and any other HTTP status, is unknown', () => {
    expect(read()).toEqual({ kind: 'not_found', epoch: 'a.1' });
    expect(read(row('failed'), row('paused'))).toEqual({ kind: 'unknown', cause: 'malformed' });
    expect(read(row('sent'), row('paused'))).toEqual({ ...paid, feeMsat: null });
    for (const status of [400, 401, 404, 500])
      expect(resolveEclair({ kind: 'http_error', status, error: '' }, ASKED)).toEqual({
        kind: 'unknown',
        cause: 'unavailable',
      });
  });
});

describe('Eclair, the answer to payinvoice', () => {
  const http = (status: number, error = '') =>
    classifyEclairPay({ kind: 'http_error', status, error }, ASKED);

  it('200 can be paid, failed or only begun', () => {
    const sent = { kind: 'payment-sent', id: 'p1', preimage: PREIMAGE, feesPaidMsat: 5n } as const;
    expect(classifyEclairPay(sent, ASKED)).toEqual(paid);
    const failed = { kind: 'payment-failed', id: 'p1', failures: ['balance too low'] } as const;
    const unconfirmed = { kind: 'failed', reason: 'insufficient_balance', record: 'p1', unconfirmed: true };
    expect(classifyEclairPay(failed, ASKED)).toMatchObject(unconfirmed);
    const flying = { kind: 'in_flight', epoch: 'a.1', record: 'p1' };
    expect(classifyEclairPay({ kind: 'started', id: 'p1' }, ASKED)).toEqual(flying);
  });

  it('features that it does not know are read before anything is sent; any other failure must be confirmed', () => {
    const of = (...failures: string[]) =>
      classifyEclairPay({ kind: 'payment-failed', id: 'p1', failures }, ASKED);
    const rejected = { kind: 'rejected', reason: 'rejected_by_node', epoch: 'a.1' };
    expect(of('unsupported invoice features: 4000')).toEqual(rejected);
    for (const failures of [[], ['route not found'], ['route not found', 'unsupported invoice features']])
      expect(of(...failures)).toMatchObject({ kind: 'failed', unconfirmed: true });
  });

  it('400, 401, 404 and 405 were not attempted', () => {
    expect(http(400, 'invoice has expired')).toMatchObject({ kind: 'rejected', reason: 'invoice_expired' });
    expect(http(400, 'externalId is too long')).toMatchObject({ reason: 'rejected_by_node' });
    for (const status of [401, 404, 405])
      expect(http(status)).toEqual({ kind: 'rejected', reason: 'node_unavailable', epoch: 'a.1' });
  });

  it('500, 408 and everything else may be under way', () => {
    const timeout = { kind: 'unknown', cause: 'timeout' };
    expect(http(500, 'Ask timed out on [Actor[akka://eclair-node/user]]')).toEqual(timeout);
    expect(http(408)).toEqual(timeout);
    for (const status of [200, 402, 500, 502, 503])
      expect(http(status)).toEqual({ kind: 'unknown', cause: 'unavailable' });
  });
});

it.each([
  ['route not found', 'no_route'],
  ['balance too low', 'insufficient_balance'],
  ['insufficient funds: missing=8378 sat reserve=50000 sat fees=3900 sat', 'insufficient_balance'],
  ['incorrect payment details or unknown payment hash', 'incorrect_payment_details'],
  ['payment attempts exhausted without success', 'timeout'],
  ['the complete payment amount was not received within a reasonable time', 'timeout'],
  ['cannot route to self', 'rejected_by_node'],
  ['unsupported invoice features', 'rejected_by_node'],
  ['too many accepted htlcs: maximum=30', 'no_route'],
  ['channel is currently unavailable (scid=112x1x0)', 'no_route'],
  ['channel is unavailable (offline or closing)', 'no_route'],
  ['channel is currently disabled', 'no_route'],
  ['processing node does not know the next peer in the route', 'no_route'],
  ['payment fee was below the minimum required by the channel', 'no_route'],
  ['could not decrypt failure onion', 'unspecified'],
])('Eclair failure %s: %s', (text, reason) => {
  expect(reasonOf(['route not found', text])).toBe(reason);
});

it('Eclair: silence proves nothing but a refused connection', () => {
  for (const [said, answer] of SILENCE)
    for (const classify of [resolveEclair, classifyEclairPay]) expect(classify(said, ASKED)).toEqual(answer);
});
