import { describe, expect, it } from 'vitest';
import { ASKED, PREIMAGE, RESTARTED, SILENCE } from '../asked.fixture.ts';
import { classifyLdkPay } from './classify-pay.ts';
import { resolveLdk } from './resolve.ts';
import type { LdkPayment } from './said.ts';

const record = (change: Partial<LdkPayment>): LdkPayment => ({
  kind: 'payment',
  direction: 'OUTBOUND',
  status: 'PENDING',
  paymentKind: 'bolt11',
  preimage: '',
  feePaidMsat: null,
  ...change,
});
const malformed = { kind: 'unknown', cause: 'malformed' };

describe('LDK, a look-up', () => {
  const read = (change: Partial<LdkPayment>, asked = ASKED) => resolveLdk(record(change), asked);
  const paid = { kind: 'settled', preimage: PREIMAGE, feeMsat: null, epoch: 'a.1', record: '' };

  it('a preimage beats every status', () => {
    for (const status of ['PENDING', 'SUCCEEDED', 'FAILED', 'ABANDONED'])
      expect(read({ status, preimage: PREIMAGE })).toEqual(paid);
    expect(read({ status: 'SUCCEEDED', preimage: PREIMAGE, feePaidMsat: 7n })).toEqual({
      ...paid,
      feeMsat: 7n,
    });
  });

  it('but not of a spontaneous payment, which has it from the start', () => {
    const keysend = { paymentKind: 'spontaneous', preimage: PREIMAGE } as const;
    expect(read({ ...keysend, status: 'PENDING' })).toMatchObject({ kind: 'in_flight' });
    expect(read({ ...keysend, status: 'FAILED' })).toMatchObject({ kind: 'failed' });
    expect(read({ ...keysend, status: 'SUCCEEDED' })).toMatchObject({ kind: 'settled' });
  });

  it('"succeeded" without a preimage is passed on as it is, so that nobody believes it', () => {
    expect(read({ status: 'SUCCEEDED' })).toMatchObject({ kind: 'settled', preimage: '' });
  });

  it('FAILED must be confirmed, and may be an older record', () => {
    const failed = {
      kind: 'failed',
      reason: 'unspecified',
      epoch: 'a.1',
      record: '',
      unconfirmed: true,
      forgetful: true,
    };
    expect(read({ status: 'FAILED' })).toEqual(failed);
    expect(read({ status: 'FAILED' }, RESTARTED)).toEqual({ ...failed, epoch: 'a.2', reason: 'interrupted' });
  });

  it('PENDING is in flight; absent proves nothing after a restart', () => {
    expect(read({})).toEqual({ kind: 'in_flight', epoch: 'a.1', record: '' });
    const absent = { kind: 'not_found', epoch: 'a.1', forgetful: true };
    expect(resolveLdk({ kind: 'absent' }, ASKED)).toEqual(absent);
  });

  it('an inbound record, an unlisted word and any error are unknown', () => {
    expect(read({ direction: 'INBOUND', preimage: PREIMAGE, status: 'SUCCEEDED' })).toEqual(malformed);
    expect(read({ direction: 'SIDEWAYS' })).toEqual(malformed);
    expect(read({ status: 'ABANDONED' })).toEqual(malformed);
    for (const code of [5, 13, 14, 16])
      expect(resolveLdk({ kind: 'grpc_error', code, message: '' }, ASKED)).toMatchObject({ kind: 'unknown' });
  });
});

describe('LDK, the answer to Bolt11Send', () => {
  const rejected = (reason: string) => ({ kind: 'rejected', reason, epoch: 'a.1' });

  it('tells the beginning only', () => {
    const flying = { kind: 'in_flight', epoch: 'a.1', record: '' };
    expect(classifyLdkPay({ kind: 'initiated' }, ASKED)).toEqual(flying);
  });

  it.each([
    [9, 'A payment with the given hash has already been initiated.', { kind: 'duplicate', epoch: 'a.1' }],
    [9, 'Failed to send the given payment.', rejected('no_route')],
    [3, 'The given invoice is invalid.', rejected('rejected_by_node')],
    [3, 'The given amount is invalid.', rejected('rejected_by_node')],
    [16, 'Invalid credentials', rejected('node_unavailable')],
    [4, 'Deadline exceeded', { kind: 'unknown', cause: 'timeout' }],
    [9, 'Failed to persist.', { kind: 'unknown', cause: 'unavailable' }],
    [3, 'The given channel is invalid.', { kind: 'unknown', cause: 'unavailable' }],
    [13, 'not running', { kind: 'unknown', cause: 'unavailable' }],
    [14, 'server shutting down', { kind: 'unknown', cause: 'unavailable' }],
  ])('%i %s', (code, message, answer) =>
    expect(classifyLdkPay({ kind: 'grpc_error', code, message }, ASKED)).toEqual(answer),
  );
});

it('LDK: silence proves nothing but a refused connection', () => {
  for (const [said, answer] of SILENCE)
    for (const read of [resolveLdk, classifyLdkPay]) expect(read(said, ASKED)).toEqual(answer);
});
