import type { ChannelGraph } from './graph.ts';
import { FREE, type PartTable } from './htlc/parts.ts';
import { HOPS_MAX } from './route-cost.ts';

/** One channel as one of its two nodes sees it. Amounts are msat. */
export interface ChannelView {
  /** Ordinal in the network. */
  readonly channel: number;
  readonly peer: number;
  /** Whether the node's own policy, in force, says so. */
  readonly disabled: boolean;
  readonly capacityMsat: number;
  /** What each side owns, its HTLCs taken off. */
  readonly localMsat: number;
  readonly remoteMsat: number;
  readonly reserveMsat: number;
  readonly htlcSlots: number;
  readonly htlcs: readonly HtlcView[];
}

export interface HtlcView {
  readonly outgoing: boolean;
  readonly hash: string;
  readonly amountMsat: number;
  readonly expiryHeight: number;
}

/** All channels of a node that are not closed, in the order of the network. */
export function channelViews(graph: ChannelGraph, parts: PartTable, node: number): ChannelView[] {
  const views: (ChannelView & { readonly htlcs: HtlcView[] })[] = [];
  const byChannel = new Map<number, HtlcView[]>();
  for (let at = graph.outStart[node]; at < graph.outStart[node + 1]; at++) {
    const edge = graph.outEdges[at];
    const channel = edge >> 1;
    if (graph.closed[channel] !== 0) continue;
    const htlcs: HtlcView[] = [];
    byChannel.set(channel, htlcs);
    views.push({
      channel,
      peer: graph.edgeTo[edge],
      disabled: graph.policy.disabled[edge] !== 0,
      capacityMsat: graph.capacity[channel],
      localMsat: graph.balance[edge],
      remoteMsat: graph.balance[edge ^ 1],
      reserveMsat: graph.reserve[channel],
      htlcSlots: graph.slotsMax[channel],
      htlcs,
    });
  }
  for (let part = 0; part < parts.rowCount; part++) {
    if (parts.phase[part] === FREE) continue;
    for (let hop = 0; hop <= parts.top[part]; hop++) {
      const at = part * HOPS_MAX + hop;
      const edge = parts.edges[at];
      const htlcs = byChannel.get(edge >> 1);
      if (htlcs === undefined || (parts.onChain[part] & (1 << hop)) !== 0) continue;
      htlcs.push({
        outgoing: graph.edgeFrom[edge] === node,
        hash: parts.hash[part],
        amountMsat: parts.amounts[at],
        expiryHeight: parts.expiryHeights[at],
      });
    }
  }
  return views;
}
