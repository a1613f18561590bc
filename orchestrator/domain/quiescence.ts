import type { EngineRules } from './rules.ts';
import type { AttemptState, IntentState } from './state.ts';

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
  if (attempt.restarted) return true;
  const lastStartMs = Math.max(state.intent.invoiceExpiresAtMs, attempt.record.openedAtMs);
  return nowMs > lastStartMs + rules.attemptWindowMs + rules.quiescenceMarginMs;
}

/**
 * Whether "no record" proves that the attempt was never made and never will be: nothing can arrive any more, at least
 * two consistent readings an attempt window apart, and the node never knew the attempt (a record that was there and is
 * gone proves nothing).
 */
export function emptyProvesUnsent(
  state: IntentState,
  attempt: AttemptState,
  nowMs: number,
  rules: EngineRules,
): boolean {
  if (attempt.seen || attempt.emptyReads < EMPTY_READS_MIN) return false;
  if (nowMs - attempt.emptySinceMs < rules.attemptWindowMs) return false;
  return sendsAreDead(state, attempt, nowMs, rules);
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
  return attempt.nodeRecords.length >= attempt.sends || sendsAreDead(state, attempt, nowMs, rules);
}
