import type { Context } from './context.ts';
import { holdOf } from './dispatch-gate.ts';
import type { Draft } from './draft.ts';
import type { FailureReason } from './outcome.ts';
import { FAILURE_REASONS } from './outcome.ts';
import { backoffMs } from './rules.ts';

/**
 * The one place that opens an attempt. Every attempt before it has definitively failed (the state `ready` says so), the
 * policy that is in force allows it now, nobody has stopped payments, the deadline is ahead.
 */
export function dispatchOrWait(draft: Draft, context: Context): Draft {
  const { nowMs, rules } = context;
  const { intent, attempts, notBeforeMs } = draft.state;
  if (nowMs >= intent.deadlineMs) return draft.end('expired', 'deadline');
  if (nowMs >= intent.invoiceExpiresAtMs) return draft.end('expired', 'invoice_expired');
  if (attempts.length >= rules.attemptsMax) return draft.end('failed', 'attempts_exhausted');
  if (attempts.length > 0 && nowMs < notBeforeMs) {
    draft.effect({ type: 'wake', atMs: notBeforeMs });
    return draft;
  }
  const hold = holdOf(draft.state, context.inForce(), nowMs);
  if (hold === 'policy_unavailable' || hold === 'kill_switch') {
    // Fails closed, and waits: a switch is released, a policy engine comes back, the deadline ends it otherwise.
    draft.effect({ type: 'wake', atMs: Math.min(nowMs + rules.lookupFirstMs, intent.deadlineMs) });
    return draft;
  }
  if (hold === 'approval_missing') return draft.end('declined', 'approval taken back');
  if (hold !== null) {
    const again = context.decidePolicy(intent);
    draft.emit({ type: 'policy_decided', decision: again });
    // A human already approved this very intent: `review` asks for nothing more. A denial stands.
    const allowed = again.effect === 'allow' || (again.effect === 'review' && draft.state.approvalGiven);
    if (!allowed) return draft.end('declined', again.rules.join(','));
  }
  const choice = context.chooseRoute(draft.state);
  if (choice.node === null) {
    const retryAtMs = nowMs + backoffMs(rules, attempts.length + 1);
    draft.effect({ type: 'wake', atMs: Math.min(retryAtMs, intent.deadlineMs) });
    return draft;
  }
  const no = attempts.length + 1;
  draft.emit({
    type: 'attempt_opened',
    attempt: {
      no,
      node: choice.node,
      hash: intent.hash,
      amountMsat: intent.amountMsat,
      // The cap is for the intent, not for the attempt (S04): all of it is left, because what failed cost no fee.
      feeLimitMsat: intent.feeCapMsat,
      openedAtMs: nowMs,
      epochAtSend: choice.epoch,
      contentDigest: intent.contentDigest,
      policyHash: draft.state.decision!.policyHash,
      why: choice.why,
    },
  });
  draft.move('in_flight', `attempt ${no}`);
  draft.effect({ type: 'dispatch', attemptNo: no });
  return draft;
}

/** After a definitive failure: another attempt if it can help and may be made, otherwise the end. */
export function retryOrFail(draft: Draft, reason: FailureReason, context: Context): Draft {
  const { nowMs, rules } = context;
  const { intent, attempts } = draft.state;
  draft.closeException('engine', `attempt failed: ${reason}`);
  if (!FAILURE_REASONS[reason].retryable || attempts.length >= rules.attemptsMax)
    return draft.end('failed', reason);
  const neverLeft = reason === 'not_sent' || reason === 'node_unavailable';
  const notBeforeMs = nowMs + (neverLeft ? 0 : backoffMs(rules, attempts.length));
  if (notBeforeMs >= Math.min(intent.deadlineMs, intent.invoiceExpiresAtMs))
    return draft.end('failed', reason);
  draft.move('ready', `attempt ${attempts.length} failed: ${reason}`);
  draft.emit({ type: 'retry_scheduled', notBeforeMs });
  return dispatchOrWait(draft, context);
}
