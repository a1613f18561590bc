import type { PaymentIntent } from './intent.ts';
import type { AttemptRecord, ExceptionKind } from './ledger-event.ts';
import type { FailureReason, Outcome } from './outcome.ts';
import type { PolicyDecision } from './policy-decision.ts';
import type { IntentStatus } from './status.ts';

/** A "failed" that a second reading must confirm (`NodeAnswer.failed.unconfirmed`). */
export interface UnconfirmedFailure {
  readonly reason: FailureReason;
  /** As far as the readings agree: another record or another epoch begins anew. */
  readonly record: string;
  readonly epoch: string;
  /** Whether the node may still try again, so that agreeing readings only show that it has not yet. */
  readonly mayResume: boolean;
  readonly sinceMs: number;
}

/** What is known of one attempt. */
export interface AttemptState {
  readonly record: AttemptRecord;
  /** null: sent (or about to be), nothing heard yet. */
  readonly outcome: Outcome | null;
  /** How often it may have been sent. Each send may still arrive until something proves that it cannot. */
  readonly sends: number;
  /** The node's own names for its records of this attempt, as they were seen: each accounts for one send. */
  readonly nodeRecords: readonly string[];
  /** Whether the node was ever seen to know this attempt. */
  readonly seen: boolean;
  /** The daemon's epoch as first read after the last send, '' before that. */
  readonly epochAfterSend: string;
  /** Whether a later reading had another epoch: the daemon has restarted since the last send. */
  readonly restarted: boolean;
  /** Readings in a row that showed no record of the last send, and the moment of the first. */
  readonly emptyReads: number;
  readonly emptySinceMs: number;
  /** The first of them that came when by the clock no send could start anything any more, -1 none. */
  readonly lateEmptySinceMs: number;
  /** What the readings in a row said until now, null when the last one said something else. */
  readonly failure: UnconfirmedFailure | null;
}

/** Why a person was called, with the evidence as it was. */
export interface RaisedException {
  readonly kind: ExceptionKind;
  readonly evidence: string;
  readonly atMs: number;
}

/** One intent, folded from its journal. */
export interface IntentState {
  readonly intent: PaymentIntent;
  readonly status: IntentStatus;
  readonly decision: PolicyDecision | null;
  readonly approvalGiven: boolean;
  readonly approvalExpiresAtMs: number;
  readonly attempts: readonly AttemptState[];
  /** No dispatch before this moment (backoff). */
  readonly notBeforeMs: number;
  /** Since when the end of the open attempt is not known; -1 when it is. */
  readonly inDoubtSinceMs: number;
  /** What was raised to the exception queue, once in the life of an intent. */
  readonly exception: RaisedException | null;
  readonly exceptionOpen: boolean;
  /** The final answer, stored once, replayed byte for byte. */
  readonly answer: { readonly status: number; readonly body: string } | null;
}

/** The attempt that may still settle, if there is one. The engine never has two. */
export function openAttempt(state: IntentState): AttemptState | null {
  const last = state.attempts.at(-1);
  if (last === undefined) return null;
  return last.outcome === null || last.outcome.kind === 'unknown' || last.outcome.kind === 'in_flight'
    ? last
    : null;
}
