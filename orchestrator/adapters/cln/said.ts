import type { NoAnswer, Word } from '../asked.ts';

/** One row of `listsendpays{payment_hash}`: one part of one group of parts. */
export interface ClnSendpay {
  /** 63 random bits with xpay: kept as text, a JavaScript number would round it (core-lightning-observed.md §4). */
  readonly groupid: string;
  readonly status: Word<'pending' | 'complete' | 'failed'>;
  /** null: the answer does not say (`sendonion` without an amount); then the fee is not known. */
  readonly amountMsat: bigint | null;
  readonly amountSentMsat: bigint | null;
  /** `payment_preimage`, 64 hex digits; '' unless complete. */
  readonly preimage: string;
}

/**
 * Two readings by hash, rows in the order of `created_index`, without filter and without limit.
 * Where rows say "failed" or there is none, `listpays` is asked too: xpay shows `pending` there between two attempts.
 */
export interface ClnRows {
  readonly kind: 'rows';
  readonly rows: readonly ClnSendpay[];
  /** Whether any entry of `listpays{payment_hash}` has the status `pending`. */
  readonly listpaysPending: boolean;
}

/** A JSON-RPC error. clnrest: the same object in a body with HTTP 4xx or 5xx. */
export interface ClnError {
  readonly kind: 'rpc_error';
  /** −3, −4, 200 … 220, −32602 …; null when the body has none ("no response from lightningd"). */
  readonly code: number | null;
  readonly message: string;
}

/** `xpay` ended well: at the first preimage, other parts may still be out. */
export interface ClnPaid {
  readonly kind: 'paid';
  readonly preimage: string;
  readonly amountMsat: bigint;
  /** Counts parts that are still out as if they had settled. */
  readonly amountSentMsat: bigint;
  /** `successful_parts`: all parts that have not failed. 0 where parts or amounts are not told. */
  readonly successfulParts: number;
}

/** `xpay` ended with an error, and what the rows said when they were read directly after it. */
export interface ClnPayError extends ClnError {
  /** null when they could not be read. */
  readonly after: ClnRows | null;
}

export type ClnPaySaid = ClnPaid | ClnPayError | NoAnswer;
export type ClnLookupSaid = ClnRows | ClnError | NoAnswer;
