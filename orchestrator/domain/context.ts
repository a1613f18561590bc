import type { PolicyInForce } from './dispatch-gate.ts';
import type { DaemonEpoch, NodeName, Preimage } from './ids.ts';
import type { PaymentIntent } from './intent.ts';
import type { NodeAnswer } from './node-answer.ts';
import type { PolicyDecision } from './policy-decision.ts';
import type { EngineRules } from './rules.ts';
import type { IntentState } from './state.ts';

/** What can reach an intent. */
export type Input =
  | { readonly type: 'submitted'; readonly intent: PaymentIntent }
  /** A timer rang: look at the clock and do what is due. Never knowledge about a payment. */
  | { readonly type: 'due' }
  | {
      readonly type: 'answered';
      readonly attemptNo: number;
      readonly answer: NodeAnswer;
      readonly via: 'pay' | 'lookup';
    }
  /** The process started again: every open attempt is resolved by hash before anything else. */
  | { readonly type: 'recovered' }
  /** Somebody said that something happened (event, callback, reconciler): look it up. */
  | { readonly type: 'hinted' }
  /** A node says something that a terminal state denies: a person must look. The state stays. */
  | { readonly type: 'contradicted'; readonly evidence: string }
  | { readonly type: 'approved'; readonly approver: string }
  | { readonly type: 'refused'; readonly approver: string }
  | { readonly type: 'cancel'; readonly actor: string }
  /** A person has looked at an exception of an intent that has ended; nothing moves but the queue. */
  | { readonly type: 'acknowledge'; readonly actor: string; readonly cause: string }
  /** An operator's way out of `in_doubt`: a proof, never an opinion. */
  | { readonly type: 'proof'; readonly actor: string; readonly proof: Proof };

export type Proof =
  | { readonly kind: 'preimage'; readonly preimage: Preimage }
  /** The payee's word that the invoice was cancelled or expired unpaid, so that it can no longer be paid. */
  | { readonly kind: 'closed_at_payee' };

/** A node to pay through, or why there is none. `why` is kept with the attempt and in the audit log. */
export type RouteChoice =
  | { readonly node: NodeName; readonly epoch: DaemonEpoch | ''; readonly why: string }
  | { readonly node: null; readonly why: string };

/** All that a decision may look at beside the state. Pure for one moment: asking twice gives the same. */
export interface Context {
  readonly nowMs: number;
  readonly rules: EngineRules;
  /** Asks the policy (fails closed). */
  decidePolicy(intent: PaymentIntent): PolicyDecision;
  /** What the policy engine says of itself; null: it cannot be asked, and nothing may leave. */
  inForce(): PolicyInForce | null;
  chooseRoute(state: IntentState): RouteChoice;
  /** Whether the same payment may be sent to that node again (`NodeHealth.resendSafe`, reachable now). */
  resendSafe(node: NodeName): boolean;
  /** Whether the pay call of the open attempt has not ended yet: until then an empty reading only means "not yet". */
  readonly payCallOpen: boolean;
  /** Rounds of looking again since the attempt came into doubt (timers, not callbacks): decides the next pause. */
  readonly lookupsMade: number;
}

/** What the engine must do once the events are durable. */
export type Effect =
  | { readonly type: 'dispatch'; readonly attemptNo: number }
  | { readonly type: 'lookup'; readonly attemptNo: number }
  | { readonly type: 'wake'; readonly atMs: number }
  /** A callback must not move an alarm that is set: callbacks can be forged. */
  | { readonly type: 'wake_if_none'; readonly atMs: number }
  /** The intent reached its end: give the stored answer to whoever waits. */
  | { readonly type: 'respond' };
