import type { DaemonEpoch, IntentId, NodeName, PaymentHash, Preimage } from '../domain/ids.ts';
import type { Msat } from '../domain/money.ts';

export interface PayCall {
  readonly callId: number;
  readonly intent: IntentId;
  readonly attemptNo: number;
  readonly node: NodeName;
  readonly invoice: string;
  readonly hash: PaymentHash;
  /** `AttemptRecord.epochAtSend`: the rules that read the answer compare it with the epoch of the answer. */
  readonly epochAtSend: DaemonEpoch | '';
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
  /** As in `PayCall`. */
  readonly epochAtSend: DaemonEpoch | '';
  readonly timeoutMs: number;
}

/** Asks a node for its outgoing payments that changed since a moment: what the reconciler compares with the ledger. */
export interface ListCall {
  readonly callId: number;
  readonly node: NodeName;
  readonly sinceMs: number;
  readonly timeoutMs: number;
}

/** The node's answer to a `ListCall`: its records, or why there is none. */
export type NodeListing =
  | {
      readonly kind: 'listed';
      readonly entries: readonly {
        readonly hash: PaymentHash;
        readonly state: 'settled' | 'failed' | 'in_flight';
      }[];
    }
  | { readonly kind: 'unavailable' };

/** A node's event or callback: a hint. It only ever triggers a look-up by hash; its body is never believed. */
export interface NodeHint {
  readonly node: NodeName;
  readonly hash: PaymentHash;
  readonly claims: 'settled' | 'failed' | 'in_flight';
  readonly preimage: Preimage | '';
}

/** Nodes as the orchestrator sees them. Answers come back through `Engine.answered` and `Engine.listed`. */
export interface NodeCalls {
  pay(call: PayCall): void;
  lookup(call: LookupCall): void;
  list(call: ListCall): void;
}

/** What routing knows of a node; the host refreshes it. */
export interface NodeHealth {
  readonly node: NodeName;
  readonly reachable: boolean;
  readonly epoch: DaemonEpoch | '';
  /** What all its channels together can send now (reserves taken off). */
  readonly spendableMsat: Msat;
  /** The largest amount that one channel can send now. */
  readonly largestChannelMsat: Msat;
  readonly asOfMs: number;
  /**
   * Whether sending the same payment to this same node again is safe, because the daemon itself deduplicates by hash
   * across restarts (LND: lnd-observed.md §1 (3)). Eclair never does, LDK not after a restart.
   */
  readonly resendSafe: boolean;
}
