import type { Digest } from './ids.ts';
import type { PaymentIntent } from './intent.ts';
import type { PolicyDecision } from './policy-decision.ts';

/** What the policy engine says of itself: which document rules, and whether somebody has stopped all payments. */
export interface PolicyInForce {
  readonly policyHash: Digest;
  readonly killSwitch: 'on' | 'off';
}

/** Why a payment must not leave now. The first three are lifted by others; it waits for them. */
export type Hold =
  | 'policy_unavailable'
  | 'kill_switch'
  | 'policy_changed'
  | 'decision_expired'
  | 'approval_missing'
  | 'deadline'
  | 'invoice_expired';

/** What the decision of an intent rests on. */
export interface Permission {
  readonly intent: Pick<PaymentIntent, 'deadlineMs' | 'invoiceExpiresAtMs'>;
  readonly decision: PolicyDecision | null;
  readonly approvalGiven: boolean;
}

/**
 * Whether a payment may leave at this moment; null: it may. Asked twice: when the attempt is decided, and again when its
 * record is durable, because a slow disk or a stalled process lies between the two, and in it a kill switch is pressed,
 * a policy replaced, a deadline passed (S19, S21, S22, S29).
 */
export function holdOf(permission: Permission, inForce: PolicyInForce | null, nowMs: number): Hold | null {
  const { intent, decision, approvalGiven } = permission;
  if (nowMs >= intent.deadlineMs) return 'deadline';
  if (nowMs >= intent.invoiceExpiresAtMs) return 'invoice_expired';
  if (inForce === null) return 'policy_unavailable';
  if (inForce.killSwitch !== 'off') return 'kill_switch';
  if (decision === null || nowMs > decision.validUntilMs) return 'decision_expired';
  if (decision.policyHash !== inForce.policyHash) return 'policy_changed';
  if (decision.effect === 'review' && !approvalGiven) return 'approval_missing';
  return null;
}
