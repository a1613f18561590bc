import type { Preimage } from './ids.ts';
import type { Msat } from './money.ts';

/**
 * Why an attempt definitively failed. `retryable` says whether another attempt for the same hash can help.
 * Daemon text becomes one of these in one file per adapter; text that no rule knows becomes `unknown`, never a guess.
 */
export const FAILURE_REASONS = {
  no_route: { retryable: true },
  insufficient_balance: { retryable: true },
  timeout: { retryable: true },
  interrupted: { retryable: true },
  not_sent: { retryable: true },
  node_unavailable: { retryable: true },
  fee_limit: { retryable: true },
  /** The daemon says "failed" and keeps no reason (LDK always, Core Lightning and Eclair after a restart). */
  unspecified: { retryable: true },
  incorrect_payment_details: { retryable: false },
  invoice_expired: { retryable: false },
  rejected_by_node: { retryable: false },
} as const satisfies Record<string, { retryable: boolean }>;
export type FailureReason = keyof typeof FAILURE_REASONS;

/** Why the end of an attempt is not known. Never a failure: the money may still move. */
export type UnknownCause =
  | 'timeout'
  | 'reset'
  | 'unavailable'
  | 'malformed'
  | 'not_found'
  /** The node said "failed", but this daemon's word may still turn: a second reading must confirm it. */
  | 'failure_unconfirmed'
  | 'recovered'
  | 'contradiction';

/** What is known of one attempt. `failed` means definitive: nothing of this attempt can settle any more. */
export type Outcome =
  | { readonly kind: 'settled'; readonly preimage: Preimage; readonly feeMsat: Msat | null }
  | { readonly kind: 'failed'; readonly reason: FailureReason }
  | { readonly kind: 'in_flight' }
  | UnknownOutcome;

export interface UnknownOutcome {
  readonly kind: 'unknown';
  readonly cause: UnknownCause;
  /** With `failure_unconfirmed` only: the reason that the node gives, and whether it may still try again. */
  readonly reason?: FailureReason;
  readonly mayResume?: boolean;
  /** With `not_found` only: read when by the clock no send could start anything any more (`isPastAllStarts`). */
  readonly late?: boolean;
}
