import type { NoAnswer, Word } from '../asked.ts';

/** One row of `getsentinfo{paymentHash}`: one child attempt, or the dummy row of an early failure. */
export interface EclairRow {
  /** The payment that the row belongs to: one per `payinvoice`. */
  readonly parentId: string;
  /** In ms. The order of rows in the answer means nothing (eclair-observed.md §3). */
  readonly createdAtMs: number;
  /** `status.type`; also `pending` for the placeholder of a payment that only lives in memory. */
  readonly status: Word<'pending' | 'sent' | 'failed'>;
  /** `status.paymentPreimage`, 64 hex digits; '' unless sent. */
  readonly preimage: string;
  readonly feesPaidMsat: bigint;
  /** Whether `status.route` is empty: it was settled after a restart and `feesPaid` means "not known". */
  readonly routeEmpty: boolean;
  /** `failureMessage` of every failure, local or remote, oldest first; empty for what failed after a restart. */
  readonly failures: readonly string[];
}

/** HTTP 200 of `getsentinfo`. */
export interface EclairRows {
  readonly kind: 'rows';
  readonly rows: readonly EclairRow[];
}

/** Any HTTP status but 200, and the text of `error` in its body. */
export interface EclairError {
  readonly kind: 'http_error';
  readonly status: number;
  readonly error: string;
}

/** HTTP 200 of `payinvoice`, not blocking: the name of the payment and nothing else. */
export interface EclairStarted {
  readonly kind: 'started';
  readonly id: string;
}

/** HTTP 200 of `payinvoice{blocking=true}`, type `payment-sent`. */
export interface EclairSent {
  readonly kind: 'payment-sent';
  readonly id: string;
  readonly preimage: string;
  /** Σ `parts[].feesPaid`. */
  readonly feesPaidMsat: bigint;
}

/** HTTP 200 of `payinvoice{blocking=true}`, type `payment-failed`. */
export interface EclairFailed {
  readonly kind: 'payment-failed';
  readonly id: string;
  /** `t` or `e.failureMessage` of every failure, oldest first. */
  readonly failures: readonly string[];
}

export type EclairPaySaid = EclairStarted | EclairSent | EclairFailed | EclairError | NoAnswer;
export type EclairLookupSaid = EclairRows | EclairError | NoAnswer;
