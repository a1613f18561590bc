import type { Preimage } from '../../domain/ids.ts';
import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { Enum, Payment } from './messages.ts';
import type { LndPayment } from './said.ts';

/** A value that this version of the protos does not know becomes its number as text: a word that no rule lists. */
export function wordOf(value: Enum): string {
  return typeof value === 'string' ? value : String(value);
}

const REASON_PREFIX = 'FAILURE_REASON_';

/** One `lnrpc.Payment` in the words of the rules. */
export function saidOf(payment: Payment): LndPayment {
  const reason = wordOf(payment.failure_reason);
  return {
    kind: 'payment',
    status: wordOf(payment.status),
    failureReason: reason.startsWith(REASON_PREFIX) ? reason.slice(REASON_PREFIX.length) : reason,
    preimage: payment.payment_preimage,
    feeMsat: feeOf(payment),
    paymentIndex: payment.payment_index,
    htlcs: payment.htlcs.map(({ status, preimage }) => ({
      status: wordOf(status),
      preimage: preimage.toString('hex'),
    })),
  };
}

/**
 * `fee_msat`; null where the record contradicts itself: protobuf cannot tell a missing field from 0, but the settled HTLCs
 * say what they cost as well (adapters.md §3.3).
 */
function feeOf(payment: Payment): bigint | null {
  if (payment.fee_msat !== '0') return BigInt(payment.fee_msat);
  const dear = payment.htlcs.some(
    ({ status, route }) => status === 'SUCCEEDED' && route !== null && route.total_fees_msat !== '0',
  );
  return dear ? null : 0n;
}

/** Whether LND says nothing more about this payment on this stream. */
export function isFinal({ status }: Payment): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED';
}

const MALFORMED: NodeAnswer = { kind: 'unknown', cause: 'malformed' };

/** A settlement without 32 bytes of preimage is none (whether they hash to the payment hash is the decider's to check). */
export function sound(answer: NodeAnswer): NodeAnswer {
  return answer.kind === 'settled' && !isPreimage(answer.preimage) ? MALFORMED : answer;
}

const ZEROS = '0'.repeat(64);

/** 64 zeros are LND's way to say that there is none. */
export function isPreimage(text: string): text is Preimage {
  return /^[0-9a-f]{64}$/.test(text) && text !== ZEROS;
}
