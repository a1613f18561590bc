import type { ForwardingPolicy } from '#topologies/network';

/**
 * What is true now, read-only, for an oracle that does its own arithmetic. Directed edges are `channel * 2` (side a to
 * side b) and `channel * 2 + 1`; amounts are whole msat.
 */
export interface WorldTruth {
  readonly nodeCount: number;
  readonly channelCount: number;
  readonly edgeCount: number;
  edgeFrom(edge: number): number;
  edgeTo(edge: number): number;
  /** What the sending side of the edge owns in the channel now, reserve included, HTLCs excluded. */
  balanceOf(edge: number): number;
  reserveOf(channel: number): number;
  capacityOf(channel: number): number;
  freeSlots(edge: number): number;
  isClosed(channel: number): boolean;
  /** The policy in force, whatever gossip says. */
  policyOf(edge: number): ForwardingPolicy;
  nodeState(node: number): 'up' | 'down' | 'hung';
}
