import type { DaemonEpoch, IntentId, NodeName, PaymentHash, Preimage } from '../domain/ids.ts';
import type { Msat } from '../domain/money.ts';
import type { FailureReason } from '../domain/outcome.ts';

export interface PayCall {
  readonly callId: number;
  readonly intent: IntentId;
  readonly attemptNo: number;
  readonly node: NodeName;
  readonly invoice: string;
  readonly hash: PaymentHash;
  readonly amountMsat: Msat;
  readonly feeLimitMsat: Msat;
  /** How long the node may start new HTLCs. HTLCs that are out are never aborted by it. */
  readonly attemptWindowMs: number;
  /** How long we wait for the answer; after it the answer is `unknown`. */
  readonly timeoutMs: number;
  readonly partsMax: number;
  readonly cltvLimitBlocks: number;
}

export interface LookupCall {
  readonly callId: number;
  readonly intent: IntentId;
  readonly attemptNo: number;
  readonly node: NodeName;
  readonly hash: PaymentHash;
  readonly timeoutMs: number;
}

/**
 * What a node said, in neutral words (adapters.md §1). An adapter turns a daemon's answer into one of these; what
 * follows from it is decided in `domain/`, never in the adapter.
 *
 * - `rejected`: this call sent nothing (a validation error before dispatch). Says nothing about an earlier call.
 * - `not_sent`: the request never left (connection refused).
 * - `duplicate`: the node already knows this hash; look it up.
 * - `not_found`: the node has no record now; on its own never a failure.
 */
export type NodeAnswer =
  | {
      readonly kind: 'settled';
      readonly preimage: Preimage;
      readonly feeMsat: Msat | null;
      readonly epoch: DaemonEpoch | '';
    }
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly epoch: DaemonEpoch | '' }
  | { readonly kind: 'in_flight'; readonly epoch: DaemonEpoch | '' }
  | { readonly kind: 'not_found'; readonly epoch: DaemonEpoch | '' }
  | { readonly kind: 'rejected'; readonly reason: FailureReason; readonly epoch: DaemonEpoch | '' }
  | { readonly kind: 'duplicate'; readonly epoch: DaemonEpoch | '' }
  | { readonly kind: 'not_sent' }
  | { readonly kind: 'unknown'; readonly cause: 'timeout' | 'reset' | 'unavailable' | 'malformed' };

/** A node's event or callback: a hint. It only ever triggers a look-up by hash; its body is never believed. */
export interface NodeHint {
  readonly node: NodeName;
  readonly hash: PaymentHash;
  readonly claims: 'settled' | 'failed' | 'in_flight';
  readonly preimage: Preimage | '';
}

/** A node as the orchestrator sees it. Answers come back through `Engine.answered(callId, answer)`. */
export interface NodeCalls {
  pay(call: PayCall): void;
  lookup(call: LookupCall): void;
}

/** What routing knows of a node, refreshed by the host; older than `asOfMs` says. */
export interface NodeHealth {
  readonly node: NodeName;
  readonly reachable: boolean;
  readonly epoch: DaemonEpoch | '';
  /** What all its channels together can send now (reserves taken off). */
  readonly spendableMsat: Msat;
  /** The largest amount one channel can send now. */
  readonly largestChannelMsat: Msat;
  readonly asOfMs: number;
}
