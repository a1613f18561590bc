import { describe, expect, it } from 'vitest';
import { ASKED, PREIMAGE, RESTARTED, SILENCE } from '../asked.fixture.ts';
import { classifyClnPay } from './classify-pay.ts';
import { resolveCln } from './resolve.ts';
import type { ClnPayError, ClnRows, ClnSendpay } from './said.ts';

const row = (status: string, groupid = '7937160056132182528', sentMsat = 1005n): ClnSendpay => ({
  groupid,
  status,
  amountMsat: 1000n,
  amountSentMsat: sentMsat,
  preimage: status === 'complete' ? PREIMAGE : '',
});
const rows = (list: readonly ClnSendpay[], listpaysPending = false): ClnRows => ({
  kind: 'rows',
  rows: list,
  listpaysPending,
});
const G = '7937160056132182528';
const flying = { kind: 'in_flight', epoch: 'a.1', record: G };

describe('Core Lightning, rows of a hash', () => {
  it('complete wins; the fee is that of its group, and not known while a part is out', () => {
    const done = { kind: 'settled', preimage: PREIMAGE, feeMsat: 10n, epoch: 'a.1', record: G };
    const two = [row('failed', '1'), row('complete'), row('complete'), row('failed')];
    expect(resolveCln(rows(two), ASKED)).toEqual(done);
    expect(resolveCln(rows([...two, row('pending')]), ASKED)).toEqual({ ...done, feeMsat: null });
    // Paid twice by the same node: the first group is named, the other is not added to its fee.
    expect(resolveCln(rows([row('complete'), row('complete', '9', 2000n)]), ASKED)).toMatchObject({
      feeMsat: 5n,
    });
    expect(resolveCln(rows([row('complete', G, 1n)]), ASKED)).toMatchObject({ feeMsat: null });
  });

  it('pending comes next, in the rows or in listpays only', () => {
    expect(resolveCln(rows([row('failed', '1'), row('pending'), row('failed', '2')]), ASKED)).toEqual(flying);
    for (const list of [[], [row('failed')]])
      expect(resolveCln(rows(list, true), ASKED)).toEqual({ ...flying, record: '' });
  });

  it('all failed may turn, and may go on while the command runs; the last group names it', () => {
    const failed = { kind: 'failed', epoch: 'a.1', record: G, unconfirmed: true, mayResume: true };
    const said = rows([row('failed', '1'), row('failed')]);
    expect(resolveCln(said, ASKED)).toEqual({ ...failed, reason: 'unspecified' });
    expect(resolveCln(said, RESTARTED)).toEqual({ ...failed, epoch: 'a.2', reason: 'interrupted' });
  });

  it('none is no record; what is not listed is unknown', () => {
    expect(resolveCln(rows([]), ASKED)).toEqual({ kind: 'not_found', epoch: 'a.1' });
    expect(resolveCln(rows([row('failed'), row('stuck')]), ASKED)).toEqual({
      kind: 'unknown',
      cause: 'malformed',
    });
    expect(resolveCln(rows([row('complete'), row('stuck')]), ASKED)).toMatchObject({ feeMsat: null });
    const never = { kind: 'rpc_error', code: 208, message: 'Never attempted payment part 0' } as const;
    expect(resolveCln(never, ASKED)).toEqual({ kind: 'unknown', cause: 'unavailable' });
  });
});

describe('Core Lightning, the end of xpay', () => {
  const error = (code: number | null, after: ClnRows | null, message = ''): ClnPayError => ({
    kind: 'rpc_error',
    code,
    message,
    after,
  });
  const NONE = rows([]);
  const FAILED = rows([row('failed')], true);
  const unknown = { kind: 'unknown', cause: 'unavailable' };
  const duplicate = { kind: 'duplicate', epoch: 'a.1' };

  it('is paid at the first preimage; the fee is known when no other part can be out', () => {
    const paid = { kind: 'paid', preimage: PREIMAGE, amountMsat: 1000n, amountSentMsat: 1005n } as const;
    const done = { kind: 'settled', preimage: PREIMAGE, feeMsat: 5n, epoch: 'a.1', record: '' };
    expect(classifyClnPay({ ...paid, successfulParts: 1 }, ASKED)).toEqual(done);
    expect(classifyClnPay({ ...paid, successfulParts: 2 }, ASKED)).toEqual({ ...done, feeMsat: null });
  });

  it('an error says nothing against rows that are complete or pending', () => {
    for (const code of [-3, -4, 203, 205, 207, 209, 219, null]) {
      expect(classifyClnPay(error(code, rows([row('complete')])), ASKED)).toMatchObject({ kind: 'settled' });
      expect(classifyClnPay(error(code, rows([row('failed'), row('pending')])), ASKED)).toEqual(flying);
    }
  });

  it.each([
    [200, ''],
    [201, ''],
    [219, 'Already paid this invoice successfully'],
    [
      -3,
      'Unexpected injectpaymentonion error 200: {"code":200,"message":"Payment with groupid=1 still in progress"}',
    ],
    [-3, 'Unexpected injectpaymentonion error 201: {"code":201,"message":"Already succeeded other parts"}'],
  ])('%i %s: the hash is known', (code, message) => {
    for (const after of [NONE, FAILED, null])
      expect(classifyClnPay(error(code, after, message), ASKED)).toEqual(duplicate);
  });

  it.each([
    [202, '', 'unspecified'],
    [203, "Destination said it doesn't know invoice", 'incorrect_payment_details'],
    [204, '', 'no_route'],
    [205, '', 'no_route'],
    [206, '', 'fee_limit'],
    [207, 'Invoice expired 5 seconds ago', 'invoice_expired'],
    [209, 'Timed out after after 3 attempts.', 'timeout'],
    [209, 'Failed after 3 attempts.', 'no_route'],
    [209, 'WIRE_PERMANENT_CHANNEL_FAILURE', 'unspecified'],
    [210, '', 'timeout'],
    [213, '', 'rejected_by_node'],
    [214, '', 'rejected_by_node'],
    [215, '', 'insufficient_balance'],
    [216, '', 'no_route'],
    [220, '', 'no_route'],
    [-32602, 'Bad bech32 string', 'rejected_by_node'],
  ])('%i %s with failed rows only: over, to be confirmed (%s)', (code, message, reason) => {
    const failed = { kind: 'failed', reason, epoch: 'a.1', record: G, unconfirmed: true };
    expect(classifyClnPay(error(code, FAILED, message), ASKED)).toEqual(failed);
  });

  it('sent nothing when the code comes before any part and there is no row; without the rows it is not known', () => {
    for (const code of [-32602, 205, 206, 207, 213, 214, 215, 220]) {
      expect(classifyClnPay(error(code, NONE), ASKED)).toMatchObject({ kind: 'rejected', epoch: 'a.1' });
      expect(classifyClnPay(error(code, null), ASKED)).toEqual(unknown);
    }
    for (const code of [202, 203, 204, 209, 210, 216])
      expect(classifyClnPay(error(code, NONE), ASKED)).toEqual(unknown);
  });

  it('is refused for the rune, elsewhere than for the payment', () => {
    for (const code of [1501, 1502])
      expect(classifyClnPay(error(code, null), ASKED)).toMatchObject({
        kind: 'rejected',
        reason: 'node_unavailable',
      });
  });

  it.each([
    [-4, 'Plugin terminated before replying to RPC call.'],
    [-5, 'shutdown'],
    [-3, 'Unexpected injectpaymentonion error 202'],
    [-32601, 'Command "pay" is deprecated'],
    [208, 'Never attempted payment part 0'],
    [217, ''],
    [null, 'no response from lightningd'],
    [4711, ''],
  ])('%s %s: nobody knows, whatever failed before', (code, message) => {
    for (const after of [NONE, FAILED, null])
      expect(classifyClnPay(error(code, after, message), ASKED)).toEqual(unknown);
  });
});

it('Core Lightning: silence proves nothing but a refused connection', () => {
  for (const [said, answer] of SILENCE)
    for (const read of [resolveCln, classifyClnPay]) expect(read(said, ASKED)).toEqual(answer);
});
