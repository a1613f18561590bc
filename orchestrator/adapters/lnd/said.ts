import type { NoAnswer, Word } from '../asked.ts';

/** `lnrpc.Payment.PaymentStatus`; INITIATED is sent as IN_FLIGHT unless asked for (adapters.md §3.3). */
export type LndStatus = Word<'UNKNOWN' | 'IN_FLIGHT' | 'SUCCEEDED' | 'FAILED' | 'INITIATED'>;

/** `lnrpc.PaymentFailureReason`, without its prefix `FAILURE_REASON_`. */
export type LndFailureReason = Word<
  | 'NONE'
  | 'TIMEOUT'
  | 'NO_ROUTE'
  | 'ERROR'
  | 'INCORRECT_PAYMENT_DETAILS'
  | 'INSUFFICIENT_BALANCE'
  | 'CANCELED'
>;

/** One HTLC of the record. Those of a failed payment are usually deleted at its end (adapters.md §3.3). */
export interface LndHtlc {
  readonly status: Word<'IN_FLIGHT' | 'SUCCEEDED' | 'FAILED'>;
  /** 64 hex digits; zeros or '' when there is none. */
  readonly preimage: string;
}

/** One `lnrpc.Payment` message. */
export interface LndPayment {
  readonly kind: 'payment';
  readonly status: LndStatus;
  readonly failureReason: LndFailureReason;
  /** 64 hex digits; 64 zeros when there is none. */
  readonly preimage: string;
  /** `fee_msat`: of the settled HTLCs only; null where it is not told. */
  readonly feeMsat: bigint | null;
  /** `payment_index` as text; another number after a failed payment was tried again (lnd-observed.md §5). */
  readonly paymentIndex: string;
  readonly htlcs: readonly LndHtlc[];
}

/** A gRPC status other than OK. */
export interface LndError {
  readonly kind: 'grpc_error';
  /** 1 CANCELLED, 2 UNKNOWN, 4 DEADLINE_EXCEEDED, 5 NOT_FOUND, 6 ALREADY_EXISTS, 14 UNAVAILABLE … */
  readonly code: number;
  readonly message: string;
}

/** `SendPaymentV2`: the last message of the stream, or the status that ended it before any final message. */
export type LndPaySaid = LndPayment | LndError | NoAnswer;

/** `TrackPaymentV2{no_inflight_updates: false}`: the first message, or the status. */
export type LndLookupSaid = LndPayment | LndError | NoAnswer;
