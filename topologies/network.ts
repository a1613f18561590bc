/** Which daemon a node stands for. `plain` is a well-behaved node: it deduplicates by hash and forgets nothing. */
export const IMPLEMENTATIONS = ['plain', 'lnd', 'cln', 'eclair', 'ldk'] as const;
export type Implementation = (typeof IMPLEMENTATIONS)[number];

/** A forwarding policy: what one side of a channel asks for an HTLC that it offers over it (BOLT 7 `channel_update`). */
export interface ForwardingPolicy {
  readonly feeBaseMsat: number;
  readonly feePpm: number;
  readonly cltvDeltaBlocks: number;
  readonly htlcMinMsat: number;
  readonly htlcMaxMsat: number;
  readonly disabled: boolean;
}

export interface NetworkNode {
  /** Unique in the network; for imported graphs the public key, shortened only for people. */
  readonly name: string;
  readonly pubkey: string;
  readonly implementation: Implementation;
  /** Payers are driven by the orchestrator; payees make invoices; every node may route. */
  readonly payer: boolean;
  readonly payee: boolean;
}

export interface NetworkChannel {
  readonly id: string;
  /** Ordinals into `Network.nodes`. */
  readonly a: number;
  readonly b: number;
  readonly capacityMsat: number;
  /** What side `a` owns at the start; side `b` owns the rest. */
  readonly balanceAMsat: number;
  /** Each side must keep this much (BOLT 2 `channel_reserve_satoshis`). */
  readonly reserveMsat: number;
  /** HTLCs that each side accepts at once (BOLT 2 `max_accepted_htlcs`, at most 483). */
  readonly htlcSlots: number;
  readonly policyA: ForwardingPolicy;
  readonly policyB: ForwardingPolicy;
}

/**
 * A network as data, ready to be built. All amounts are whole msat as numbers: exact, because the loader refuses a
 * network whose capacities add up to more than 2^53 - 1 msat (`NETWORK_MSAT_MAX`).
 */
export interface Network {
  readonly name: string;
  readonly nodes: readonly NetworkNode[];
  readonly channels: readonly NetworkChannel[];
}

export const NETWORK_MSAT_MAX = Number.MAX_SAFE_INTEGER;
