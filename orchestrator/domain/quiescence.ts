import type { EngineRules } from './rules.ts';
import type { AttemptState, IntentState, UnconfirmedFailure } from './state.ts';

/** Empty readings needed before an empty record can prove that nothing was sent. */
export const EMPTY_READS_MIN = 2;

/**
 * Whether nothing that was sent for this attempt can arrive or start any more (quiescence, adapters.md §1 (4)). Two ways
 * only:
 *
 * - the daemon has restarted since the last send: connections do not outlive it, nor does what waited in it. Two
 *   readings *after* the send show it; the epoch known before the send may have been old already.
 * - the invoice has expired, and the attempt window and a clock margin have passed since: no node starts it now.
 */
export function sendsAreDead(
  state: IntentState,
  attempt: AttemptState,
  nowMs: number,
  rules: EngineRules,
): boolean {
  return attempt.restarted || isPastAllStarts(state, attempt, nowMs, rules);
}

/** The second of these ways: by the clock alone. */
export function isPastAllStarts(
  state: IntentState,
  attempt: AttemptState,
  nowMs: number,
  rules: EngineRules,
): boolean {
  const lastStartMs = Math.max(state.intent.invoiceExpiresAtMs, attempt.record.openedAtMs);
  return nowMs > lastStartMs + rules.attemptWindowMs + rules.quiescenceMarginMs;
}

/**
 * Whether "no record" proves that the attempt was never made and never will be: nothing can arrive any more, at least
 * two consistent readings an attempt window apart *since then*, and the node never knew the attempt (a record that was
 * there and is gone proves nothing). Readings from before do not count: what began in time may have hung with its daemon
 * until now, without a record (Core Lightning looks for a route first); the daemon model of the adapters found it.
 * `forgets`: the daemon may have lost what it made (`mayHaveForgotten`).
 */
export function emptyProvesUnsent(
  attempt: AttemptState,
  nowMs: number,
  rules: EngineRules,
  forgets = false,
): boolean {
  if (forgets || attempt.seen || attempt.emptyReads < EMPTY_READS_MIN) return false;
  const sinceMs = attempt.restarted ? attempt.emptySinceMs : attempt.lateEmptySinceMs;
  return sinceMs >= 0 && nowMs - sinceMs >= rules.attemptWindowMs;
}

/**
 * Whether a daemon that forgets may have done so: any restart since the send is enough (ldk-observed.md §1 (1)). Only an
 * epoch that is still the one of before the send shows that there was none; an epoch that nobody saw shows nothing.
 */
export function mayHaveForgotten(attempt: AttemptState, epoch: string): boolean {
  return attempt.restarted || epoch === '' || epoch !== attempt.record.epochAtSend;
}

/** What one more reading says that agrees or disagrees with an unconfirmed failure. */
export type FailureReading = Pick<UnconfirmedFailure, 'record' | 'epoch' | 'mayResume'>;

/**
 * Whether the node may try again after this reading. What began before the readings agreed is over when a whole attempt
 * window has passed since; the confirming readings are counted from then on, because a node that hung in between goes on
 * where it stopped (lnd-observed.md §1 (2)).
 */
export function mayResumeNow(
  attempt: AttemptState,
  reading: FailureReading,
  nowMs: number,
  rules: EngineRules,
): boolean {
  if (!reading.mayResume || attempt.restarted) return false;
  const { failure } = attempt;
  if (failure === null || !agrees(failure, reading)) return true;
  return failure.mayResume && nowMs - failure.sinceMs <= rules.attemptWindowMs;
}

/** Whether this reading confirms the failure: it agrees with the ones before it, and the first of them is old enough. */
export function confirmsFailure(
  attempt: AttemptState,
  reading: FailureReading,
  nowMs: number,
  rules: EngineRules,
): boolean {
  const { failure } = attempt;
  if (failure === null || failure.mayResume || reading.mayResume || !agrees(failure, reading)) return false;
  return nowMs - failure.sinceMs >= rules.confirmFailureMs;
}

function agrees(failure: UnconfirmedFailure, { record, epoch }: FailureReading): boolean {
  return failure.record === record && failure.epoch === epoch;
}

/**
 * Whether the node's "failed" ends the attempt: every send has its own record, or no send can start anything any more.
 * A send that is only delayed would otherwise begin the payment again after another node was asked (S03); the
 * simulation found this in a request that was slower than its resend.
 */
export function failureAccountsForAll(
  state: IntentState,
  attempt: AttemptState,
  nowMs: number,
  rules: EngineRules,
): boolean {
  // A daemon without names for its records shows one all the same.
  const shown = Math.max(attempt.nodeRecords.length, attempt.failure === null ? 0 : 1);
  return shown >= attempt.sends || sendsAreDead(state, attempt, nowMs, rules);
}
