import type { DaemonEpoch } from '../../domain/ids.ts';
import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { PayCall } from '../../ports/node.ts';
import type { Asked } from '../asked.ts';
import { amountAskedFor } from '../invoice-amount.ts';
import { classifyLndPay } from './classify-pay.ts';
import type { Fault, LndConnection } from './connection.ts';
import { epochOver } from './epoch.ts';
import { saidByFault } from './fault.ts';
import type { Payment, SendPaymentRequest } from './messages.ts';
import { lndMethods } from './methods.ts';
import { isFinal, saidOf, sound } from './read-payment.ts';
import type { LndPaySaid } from './said.ts';
import type { SendTicket } from './send-ticket.ts';

/** `--max-cltv-expiry` of LND as it comes: a request above the node's own is refused, not shortened. */
const CLTV_LIMIT_BLOCKS_MAX = 2016;

/**
 * `SendPaymentV2`, sent once (`SendTicket`). The answer is the final message of the stream; the time-out; or the status that
 * ended it, read by `classifyLndPay`. Only the final message is asked for: what is in flight the look-up tells. The stream
 * is not `cancelable`, so neither hanging up nor our time-out changes what becomes of the payment (adapters.md §3.3).
 */
export function payLnd(at: LndConnection, call: PayCall): Promise<NodeAnswer> {
  const epochBefore = at.host.epoch();
  const request = requestOf(call);
  if (request === null) return Promise.resolve(wrongAmount(epochBefore));
  return new Promise((resolve) => {
    const ticket = at.ticket();
    let open = true;
    let last: Payment | null = null;
    const answer = (said: LndPaySaid): void => {
      if (!open) return;
      open = false;
      const { hash, epochAtSend } = call;
      const asked: Asked = { hash, epochAtSend, epoch: epochOver(at.host, epochBefore) };
      resolve(sound(classifyLndPay(said, asked)));
    };
    const timer = at.host.timers.after(call.timeoutMs, () => {
      answer(withoutEnd(ticket.cancel() ? 'refused' : 'timeout', last, call));
      stream.giveUp();
    });
    const stream = at.hear(
      'calls',
      lndMethods().sendPayment,
      request,
      {
        message: (payment) => {
          last = payment;
          if (isFinal(payment)) answer(read(payment, call));
        },
        ended: (fault) => {
          timer.cancel();
          answer(atEnd(fault, ticket, last, call));
        },
      },
      ticket,
    );
  });
}

/** null: the invoice asks for another amount than this payment was approved for, or for none that can be read. */
function requestOf(call: PayCall): SendPaymentRequest | null {
  const asks = amountAskedFor(call.invoice);
  if (asks === undefined || (asks !== null && asks !== call.amountMsat)) return null;
  return {
    payment_request: call.invoice,
    ...(asks === null && { amt_msat: String(call.amountMsat) }),
    fee_limit_msat: String(call.feeLimitMsat),
    // Down, so that no HTLC starts after the window; 0 would be LND's default of 60 s.
    timeout_seconds: Math.max(1, Math.floor(call.attemptWindowMs / 1000)),
    // 0 would be LND's default here as well.
    max_parts: Math.max(1, call.partsMax),
    cltv_limit: Math.min(Math.max(1, call.cltvLimitBlocks), CLTV_LIMIT_BLOCKS_MAX),
    no_inflight_updates: true,
    cancelable: false,
  };
}

function wrongAmount(epoch: DaemonEpoch | ''): NodeAnswer {
  return { kind: 'rejected', reason: 'rejected_by_node', epoch };
}

/** The stream is over and no final message was heard. */
function atEnd(fault: Fault, ticket: SendTicket, last: Payment | null, call: PayCall): LndPaySaid {
  if (ticket.cancel()) return { kind: 'no_answer', why: 'refused' };
  // After a message the payment is in the database, so no status can mean any more that this call sent nothing.
  if (last !== null || fault.kind !== 'status') return withoutEnd('reset', last, call);
  return saidByFault(fault);
}

/** What was heard of a payment that is still out says no more than a look-up will, unless it holds a preimage. */
function withoutEnd(why: 'refused' | 'reset' | 'timeout', last: Payment | null, call: PayCall): LndPaySaid {
  if (last === null) return { kind: 'no_answer', why };
  const isOut = last.status === 'IN_FLIGHT' || last.status === 'INITIATED';
  const isPaid = last.htlcs.some(({ status }) => status === 'SUCCEEDED');
  return isOut && !isPaid ? { kind: 'no_answer', why } : read(last, call);
}

/** A message about another payment is no answer. */
function read(payment: Payment, { hash }: PayCall): LndPaySaid {
  const said = saidOf(payment);
  return payment.payment_hash === hash ? said : { ...said, status: 'of another payment' };
}
