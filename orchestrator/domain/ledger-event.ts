import type { DaemonEpoch, Digest, IntentId, NodeName, PaymentHash } from './ids.ts';
import type { PaymentIntent } from './intent.ts';
import type { Msat } from './money.ts';
import type { Outcome } from './outcome.ts';
import type { PolicyDecision } from './policy-decision.ts';
import type { IntentStatus } from './status.ts';

/** One try to pay one intent through one node. Durable before the first byte leaves for that node (S14). */
export interface AttemptRecord {
  /** 1, 2, 3 … within the intent. */
  readonly no: number;
  readonly node: NodeName;
  readonly hash: PaymentHash;
  readonly amountMsat: Msat;
  /** What is left of the intent's fee cap; never more (S04). */
  readonly feeLimitMsat: Msat;
  readonly openedAtMs: number;
  /** The daemon's epoch as last seen before the dispatch, or '' when never seen. */
  readonly epochAtSend: DaemonEpoch | '';
  readonly contentDigest: Digest;
  readonly policyHash: Digest;
  /** Why this node and no other. */
  readonly why: string;
}

export type ExceptionKind = 'in_doubt_too_long' | 'contradiction';

/** Everything that can happen to an intent, as it is written to the journal. State is a fold over these. */
export type LedgerEvent =
  | { readonly type: 'intent_received'; readonly intent: PaymentIntent }
  | { readonly type: 'policy_decided'; readonly decision: PolicyDecision }
  | { readonly type: 'approval_requested'; readonly expiresAtMs: number }
  | { readonly type: 'approval_given'; readonly approver: string; readonly atMs: number }
  | { readonly type: 'approval_refused'; readonly approver: string; readonly atMs: number }
  | { readonly type: 'attempt_opened'; readonly attempt: AttemptRecord }
  /** The same attempt is sent once more to the same node, which deduplicates by hash (`NodeHealth.resendSafe`). */
  | { readonly type: 'attempt_resent'; readonly no: number; readonly atMs: number }
  | AttemptResolved
  | { readonly type: 'retry_scheduled'; readonly notBeforeMs: number }
  | {
      readonly type: 'moved';
      readonly from: IntentStatus;
      readonly to: IntentStatus;
      readonly cause: string;
      readonly atMs: number;
    }
  | { readonly type: 'answer_stored'; readonly status: number; readonly body: string }
  | {
      readonly type: 'exception_raised';
      readonly kind: ExceptionKind;
      readonly evidence: string;
      readonly atMs: number;
    }
  | {
      readonly type: 'exception_closed';
      readonly actor: string;
      readonly cause: string;
      readonly atMs: number;
    };

/** What became known of an attempt. `settled` and `failed` are final for it, the others are not. */
export interface AttemptResolved {
  readonly type: 'attempt_resolved';
  readonly no: number;
  readonly outcome: Outcome;
  readonly source: ResolveSource;
  /** The node's own name for its record of this try, '' if none (`NodeAnswer.record`). */
  readonly record: string;
  /** The daemon's epoch at this reading, '' if it did not say. */
  readonly epoch: DaemonEpoch | '';
  readonly atMs: number;
}

/** Where the knowledge came from. A timer or a callback is never one of these. */
export type ResolveSource = 'pay_answer' | 'lookup' | 'recovery' | 'operator';

/** One state change, decision, dispatch or override, before it has its place in the chain (S25). */
export interface AuditDraft {
  readonly atMs: number;
  readonly intent: IntentId;
  readonly actor: string;
  readonly action: AuditAction;
  readonly before: string;
  readonly after: string;
  readonly cause: string;
}

export type AuditAction = 'state' | 'decision' | 'dispatch' | 'approval' | 'exception';

/** An audit record in its place: its hash covers its sequence number and the hash before it (S26). */
export interface AuditRecord extends AuditDraft {
  readonly seq: number;
  readonly previousHash: Digest;
  readonly hash: Digest;
}
