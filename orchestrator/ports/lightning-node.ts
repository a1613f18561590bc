import type { DaemonEpoch, NodeName, PaymentHash, Preimage } from '../domain/ids.ts';
import type { Msat } from '../domain/money.ts';
import type { NodeAnswer } from '../domain/node-answer.ts';
import type { ListCall, LookupCall, NodeHealth, NodeHint, NodeListing, PayCall } from './node.ts';
import type { Timers } from './timers.ts';

/**
 * One Lightning node behind its own API: what an adapter implements, once per daemon (adapters.md §1). What a node said is
 * turned into neutral words by the pure rules beside each adapter; nothing is decided here.
 */
export interface LightningNode {
  readonly name: NodeName;
  readonly capabilities: NodeCapabilities;

  /** Who answers there, and whether it can be used. @throws NodeRefused */
  probe(): Promise<NodeIdentity>;

  /**
   * Sends the pay call exactly once: nothing below retries it. Never rejects; what was not heard is `unknown`. Ends at the
   * latest `call.timeoutMs` after it began; what arrives later is only heard by a look-up.
   */
  pay(call: PayCall): Promise<NodeAnswer>;
  /** What the node's own record says. No side effect; never rejects. */
  lookup(call: LookupCall): Promise<NodeAnswer>;
  /** Outgoing payments that changed since then; never rejects. */
  list(call: ListCall): Promise<NodeListing>;
  /** Never rejects: a node that does not answer is not reachable. */
  health(): Promise<NodeHealth>;

  /** @throws NodeRefused */
  createInvoice(order: InvoiceOrder): Promise<CreatedInvoice>;
  /** null: the node knows no invoice of this hash. @throws NodeRefused */
  invoice(hash: PaymentHash): Promise<PayeeInvoice | null>;
  /** Releases the preimage of a hold invoice. @throws NodeRefused; also where `capabilities.holdInvoices` is false */
  settleInvoice(preimage: Preimage): Promise<void>;
  /** Closes an invoice unpaid, held or not. @throws NodeRefused; also where the daemon cannot */
  cancelInvoice(hash: PaymentHash): Promise<void>;

  /**
   * Follows what the daemon tells of its own accord, and reconnects until it is stopped. A hint only ever triggers a look-up
   * (adapters.md §1 (6)). `cursor`: where an earlier follower stopped, '' for "from now on".
   */
  follow(follower: Follower, cursor: string): Subscription;

  /** Drops all connections. Calls that are open end as `unknown`. */
  close(): Promise<void>;
}

export interface NodeIdentity {
  readonly pubkey: string;
  readonly alias: string;
  readonly version: string;
  /** 'bitcoin' | 'testnet' | 'signet' | 'regtest' as the daemon names it. */
  readonly network: string;
  readonly blockHeight: number;
  /** Whether chain and channels are in sync, as far as the daemon says. */
  readonly synced: boolean;
}

/** What a daemon can and cannot do, as far as callers must know (adapters.md §1.1). Checked by the contract suite. */
export interface NodeCapabilities {
  readonly daemon: 'plain' | 'lnd' | 'cln' | 'eclair';
  /** See `RESEND_SAFE`. */
  readonly resendSafe: boolean;
  /** A second pay call of a hash that is in flight or paid sends nothing: `always`, while the daemon lives, or `never`. */
  readonly deduplicates: 'always' | 'in_memory' | 'never';
  /** Fee caps that are no whole satoshi are kept to the msat. */
  readonly feeCapMsat: boolean;
  /** The look-up tells "never heard of it" from "nothing yet". */
  readonly explicitNotFound: boolean;
  readonly feeAfterRestart: boolean;
  readonly failureReasonAfterRestart: boolean;
  readonly holdInvoices: boolean;
  readonly cancelInvoices: boolean;
  /** Events carry a cursor from which they are replayed. */
  readonly replaysEvents: boolean;
  /** `list` shows failures and what is pending, not only successes. */
  readonly listsAll: boolean;
  readonly attemptWindow: boolean;
  readonly oldestVersion: string;
}

export interface InvoiceOrder {
  /** null: the payer chooses. */
  readonly amountMsat: Msat | null;
  readonly description: string;
  readonly expirySeconds: number;
  /** Absent: the node draws one. */
  readonly preimage?: Preimage;
  /** A hold invoice: the node keeps what is paid until it is told; it does not know the preimage. Excludes `preimage`. */
  readonly holdHash?: PaymentHash;
}

export interface CreatedInvoice {
  readonly hash: PaymentHash;
  /** BOLT 11. */
  readonly text: string;
}

export interface PayeeInvoice {
  readonly hash: PaymentHash;
  readonly state: 'open' | 'held' | 'paid' | 'canceled' | 'expired';
  readonly receivedMsat: Msat;
  /** Known to the payee; '' while a hold invoice is not settled, or where the daemon does not say. */
  readonly preimage: Preimage | '';
}

export interface Follower {
  hint(hint: NodeHint): void;
  /** An invoice of this node changed. */
  invoice(hash: PaymentHash, state: PayeeInvoice['state']): void;
  /** Where to go on after a crash; keep it durably. */
  cursor(cursor: string): void;
  /** The stream broke (and is being opened again): whoever waits for something must look it up. */
  gap(why: string): void;
}

export interface Subscription {
  stop(): void;
}

/** What an adapter needs beside its address. */
export interface AdapterHost {
  readonly timers: Timers;
  /**
   * The daemon's epoch: something that changes when, and only when, it restarts (container start, process id). '' when
   * nobody knows: then an empty look-up never becomes definitive by a restart (adapters.md §1 (1), (4)). Eclair says it itself.
   */
  epoch(): DaemonEpoch | '';
}

export type RefusalKind =
  | 'unreachable'
  | 'timeout'
  | 'credentials'
  | 'certificate'
  | 'version_too_old'
  | 'wrong_network'
  | 'not_ready'
  | 'not_supported'
  | 'malformed'
  | 'answered_error'
  | 'configuration';

/** A call other than pay and look-up that could not be done. The message names node and call and holds no secret. */
export class NodeRefused extends Error {
  override readonly name = 'NodeRefused';
  readonly kind: RefusalKind;
  readonly node: string;
  readonly call: string;

  constructor(kind: RefusalKind, node: string, call: string, why: string) {
    super(`${node}: ${call}: ${why}`);
    this.kind = kind;
    this.node = node;
    this.call = call;
  }
}
