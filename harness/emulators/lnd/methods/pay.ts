import type { LndPayment, LndPaySaid } from '#orchestrator/adapters/lnd/said';
import { ROW_MS } from '../../../sim/personality/lnd.ts';
import type { DecodedBolt11 } from '../../desk.ts';
import type { LndCall } from '../call.ts';
import { decodePayReq, expiredText, refuseExpired } from '../decode.ts';
import { unknownStatus } from '../grpc-codes.ts';
import type { LndHost, Method } from '../host.ts';
import { type PaymentStart, plannedRoute } from '../payment-book.ts';
import { paymentMessage } from '../payment-message.ts';
import type { Fields } from '../protos.ts';
import { refuse } from '../refusal.ts';
import { hexOf, numberOf } from '../values.ts';
import { amountOf } from './add-invoice.ts';
import { followPayment, type Shown } from './follow-payment.ts';

/** When the caller names none (`routerrpc/router_server.go`, adapters.md §3.2). */
const TIMEOUT_SECONDS = 60;
const PARTS = 16;
const CLTV_LIMIT_BLOCKS = 2016;

/**
 * `SendPaymentV2`: an update when the row is written and at every change of it, unless `no_inflight_updates`, then what the
 * daemon says at the end.
 */
export const sendPaymentV2: Method = (call, host) => {
  const { desk, nodes, payments } = host;
  const { request } = call;
  const { invoice, amountMsat } = orderOf(host, request);
  nodes.saw(invoice);
  if (invoice.payee === desk.node && request.allow_self_payment !== true) refuse('self-payments not allowed');
  const { hash } = invoice;
  const start: PaymentStart = {
    request: invoice.text,
    amountMsat,
    createdAtMs: desk.nowMs,
    paymentAddr: invoice.paymentSecret,
    // Planned before its own HTLC takes the liquidity.
    route: plannedRoute(desk, invoice.payee, invoice.payeePubkey, amountMsat),
  };
  const shown: Shown = { last: null };
  let isOver = false;
  const timeoutSeconds = numberOf(request.timeout_seconds);
  desk.pay(
    {
      invoice,
      amountMsat,
      feeLimitMsat: amountOf(request.fee_limit_sat, request.fee_limit_msat),
      windowMs: (timeoutSeconds > 0 ? timeoutSeconds : TIMEOUT_SECONDS) * 1000,
      partsMax: numberOf(request.max_parts) || PARTS,
      cltvLimitBlocks: numberOf(request.cltv_limit) || CLTV_LIMIT_BLOCKS,
      gone: call.gone,
    },
    (said) => {
      isOver = true;
      if (said.daemon === 'lnd') concludePay(call, host, invoice, said.said, shown);
      else call.fail(unknownStatus(`a ${said.daemon} daemon sits at this desk`));
    },
  );
  if (isOver) return;
  payments.begin(hash, start);
  if (call.gone || request.no_inflight_updates === true) return;
  followPayment(call, host, hash, shown);
  // By then the row is written, and nothing is out yet.
  desk.later(ROW_MS.max, () => host.events.recordChanged(hash));
};

/** What is to be paid, and how much. @throws Refusal */
function orderOf(
  { desk, nodes }: LndHost,
  request: Fields,
): { readonly invoice: DecodedBolt11; readonly amountMsat: number } {
  const text = String(request.payment_request ?? '');
  const amountMsat = amountOf(request.amt, request.amt_msat);
  if (text === '')
    return { invoice: withoutInvoice(nodes.ordinalOf(hexOf(request.dest)), request), amountMsat };
  if (hexOf(request.dest) !== '') refuse('dest and payment_request cannot appear together');
  if (hexOf(request.payment_hash) !== '') refuse('payment_hash and payment_request cannot appear together');
  if (numberOf(request.final_cltv_delta) !== 0)
    refuse('final_cltv_delta and payment_request cannot appear together');
  const invoice = decodePayReq(desk, text);
  refuseExpired(desk, invoice);
  if (invoice.amountMsat === null) {
    if (amountMsat === 0) refuse('amount must be specified when paying a zero amount invoice');
    return { invoice, amountMsat };
  }
  if (amountMsat !== 0) refuse('amount must not be specified when paying a non-zero amount invoice');
  return { invoice, amountMsat: invoice.amountMsat };
}

/** A payment to a key, for a hash of the caller's choice. It never expires. */
function withoutInvoice(payee: number, request: Fields): DecodedBolt11 {
  const payeePubkey = hexOf(request.dest);
  if (payeePubkey.length !== 66) refuse(`invalid vertex length of ${payeePubkey.length / 2}, want 33`);
  const hash = hexOf(request.payment_hash);
  if (hash.length !== 64) refuse(`invalid hash length of ${hash.length / 2}, want 32`);
  if (amountOf(request.amt, request.amt_msat) === 0) refuse('amount must be specified');
  return {
    text: '',
    hash,
    payeePubkey,
    payee,
    amountMsat: null,
    description: '',
    createdAtMs: 0,
    expirySeconds: Number.MAX_SAFE_INTEGER / 1_000_000,
    paymentSecret: hexOf(request.payment_addr),
    minFinalCltvBlocks: numberOf(request.final_cltv_delta),
    network: 'bcrt',
  };
}

function concludePay(
  call: LndCall,
  host: LndHost,
  invoice: DecodedBolt11,
  said: LndPaySaid,
  shown: Shown,
): void {
  switch (said.kind) {
    case 'payment':
      concludeWith(call, host, invoice.hash, said, shown);
      break;
    case 'grpc_error':
      call.fail({
        code: said.code,
        // The daemon's rules know no clock of people.
        text: said.message.startsWith('invoice expired.') ? expiredText(invoice) : said.message,
      });
      break;
    case 'no_answer':
      break;
  }
}

/**
 * The end of the stream. HTLCs that failed are deleted from the row at its end, but the stream still shows them, and of a
 * payee's refusal it first says that the payment is in flight with that reason (lnd-observed.md §6).
 */
function concludeWith(call: LndCall, host: LndHost, hash: string, said: LndPayment, shown: Shown): void {
  const out = shown.last?.htlcs.filter(({ status }) => status === 'IN_FLIGHT') ?? [];
  if (said.status !== 'FAILED' || said.htlcs.length > 0 || out.length === 0) {
    call.finish(paymentMessage(host, hash, said));
    return;
  }
  if (said.failureReason === 'INCORRECT_PAYMENT_DETAILS')
    call.send(paymentMessage(host, hash, { ...said, status: 'IN_FLIGHT', htlcs: out }));
  const htlcs = out.map((htlc) => ({ ...htlc, status: 'FAILED' as const }));
  call.finish(paymentMessage(host, hash, said, { htlcs }));
}
