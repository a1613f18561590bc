import type { ForwardingPolicy } from '#topologies/network';

/** Forwarding policies of all directed edges, as columns. One table is the truth, another is what gossip has told. */
export class PolicyTable {
  readonly feeBaseMsat: Float64Array;
  readonly feePpm: Float64Array;
  readonly cltvDeltaBlocks: Int32Array;
  readonly htlcMinMsat: Float64Array;
  readonly htlcMaxMsat: Float64Array;
  readonly disabled: Uint8Array;

  constructor(edgeCount: number) {
    this.feeBaseMsat = new Float64Array(edgeCount);
    this.feePpm = new Float64Array(edgeCount);
    this.cltvDeltaBlocks = new Int32Array(edgeCount);
    this.htlcMinMsat = new Float64Array(edgeCount);
    this.htlcMaxMsat = new Float64Array(edgeCount);
    this.disabled = new Uint8Array(edgeCount);
  }

  set(edge: number, policy: Partial<ForwardingPolicy>): void {
    if (policy.feeBaseMsat !== undefined) this.feeBaseMsat[edge] = policy.feeBaseMsat;
    if (policy.feePpm !== undefined) this.feePpm[edge] = policy.feePpm;
    if (policy.cltvDeltaBlocks !== undefined) this.cltvDeltaBlocks[edge] = policy.cltvDeltaBlocks;
    if (policy.htlcMinMsat !== undefined) this.htlcMinMsat[edge] = policy.htlcMinMsat;
    if (policy.htlcMaxMsat !== undefined) this.htlcMaxMsat[edge] = policy.htlcMaxMsat;
    if (policy.disabled !== undefined) this.disabled[edge] = policy.disabled ? 1 : 0;
  }

  /** Takes over one edge from another table; false when nothing differed. */
  copyFrom(other: PolicyTable, edge: number): boolean {
    const same =
      this.feeBaseMsat[edge] === other.feeBaseMsat[edge] &&
      this.feePpm[edge] === other.feePpm[edge] &&
      this.cltvDeltaBlocks[edge] === other.cltvDeltaBlocks[edge] &&
      this.htlcMinMsat[edge] === other.htlcMinMsat[edge] &&
      this.htlcMaxMsat[edge] === other.htlcMaxMsat[edge] &&
      this.disabled[edge] === other.disabled[edge];
    if (same) return false;
    this.feeBaseMsat[edge] = other.feeBaseMsat[edge];
    this.feePpm[edge] = other.feePpm[edge];
    this.cltvDeltaBlocks[edge] = other.cltvDeltaBlocks[edge];
    this.htlcMinMsat[edge] = other.htlcMinMsat[edge];
    this.htlcMaxMsat[edge] = other.htlcMaxMsat[edge];
    this.disabled[edge] = other.disabled[edge];
    return true;
  }
}
