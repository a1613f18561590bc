import type { EngineRules } from './rules.ts';
import type { AttemptState, IntentState } from './state.ts';

/** Empty look-ups needed before an empty record can prove that nothing was sent. */
export const EMPTY_READS_MIN = 2;

/**
 * Whether "no record" proves that the attempt was never made and never will be (adapters.md §1 (4)): the request can no
 * longer arrive or be running. Two ways only:
 *
 * - the daemon has restarted since the send, so no request of before can still be queued in it; or
 * - the invoice has expired and the attempt window and a clock margin have passed since, so that no node starts it.
 *
 * In both, at least two consistent reads, one attempt window apart, and the node was never seen to know the payment: a
 * record that was there and is gone proves nothing.
 */
export function emptyProvesUnsent(
  state: IntentState,
  attempt: AttemptState,
  nowMs: number,
  rules: EngineRules,
): boolean {
  if (attempt.seen || attempt.emptyReads < EMPTY_READS_MIN) return false;
  if (nowMs - attempt.emptySinceMs < rules.attemptWindowMs) return false;
  const { epochAtSend, openedAtMs } = attempt.record;
  const restarted = epochAtSend !== '' && attempt.emptyEpoch !== '' && attempt.emptyEpoch !== epochAtSend;
  // After a resend the epoch of the send is not the recorded one any more: only expiry can prove it then.
  if (restarted && attempt.sends === 1) return true;
  const lastStartMs = Math.max(state.intent.invoiceExpiresAtMs, openedAtMs);
  return nowMs > lastStartMs + rules.attemptWindowMs + rules.quiescenceMarginMs;
}
