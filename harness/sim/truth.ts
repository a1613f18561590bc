import type { ForwardingPolicy } from '#topologies/network';
import type { WorldTruth } from '../oracle/world-truth.ts';
import type { ChannelGraph } from './graph.ts';
import type { NodeState, Nodes } from './nodes.ts';

export class GraphTruth implements WorldTruth {
  readonly nodeCount: number;
  readonly channelCount: number;
  readonly edgeCount: number;
  readonly #graph: ChannelGraph;
  readonly #nodes: Nodes;

  constructor(graph: ChannelGraph, nodes: Nodes) {
    this.nodeCount = graph.nodeCount;
    this.channelCount = graph.channelCount;
    this.edgeCount = graph.edgeCount;
    this.#graph = graph;
    this.#nodes = nodes;
  }

  edgeFrom(edge: number): number {
    return this.#graph.edgeFrom[edge];
  }

  edgeTo(edge: number): number {
    return this.#graph.edgeTo[edge];
  }

  balanceOf(edge: number): number {
    return this.#graph.balance[edge];
  }

  reserveOf(channel: number): number {
    return this.#graph.reserve[channel];
  }

  capacityOf(channel: number): number {
    return this.#graph.capacity[channel];
  }

  freeSlots(edge: number): number {
    return this.#graph.slotsMax[edge >> 1] - this.#graph.slotsUsed[edge];
  }

  isClosed(channel: number): boolean {
    return this.#graph.closed[channel] !== 0;
  }

  policyOf(edge: number): ForwardingPolicy {
    const { policy } = this.#graph;
    return {
      feeBaseMsat: policy.feeBaseMsat[edge],
      feePpm: policy.feePpm[edge],
      cltvDeltaBlocks: policy.cltvDeltaBlocks[edge],
      htlcMinMsat: policy.htlcMinMsat[edge],
      htlcMaxMsat: policy.htlcMaxMsat[edge],
      disabled: policy.disabled[edge] !== 0,
    };
  }

  nodeState(node: number): NodeState {
    return this.#nodes.state(node);
  }
}
