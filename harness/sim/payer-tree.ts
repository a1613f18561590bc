import { forwardingFee } from './fee.ts';
import type { ChannelGraph } from './graph.ts';
import type { NodeHeap } from './node-heap.ts';
import { HOP_COST_MSAT, HOP_COST_SHARE, RISK_PER_BLOCK } from './route-cost.ts';

/** Cheapest paths from one payer to every node, for the least amount of a band, ignoring balances and bans. */
export interface PayerTree {
  /** Weighs fees and nothing else. */
  readonly feeOnly: boolean;
  /** Cost from the payer to the node; `Infinity` when it cannot be reached. */
  readonly cost: Float64Array;
  /** The edge by which the path enters the node; -1 at the payer and where there is no path. */
  readonly enteredBy: Int32Array;
}

const bits = new DataView(new ArrayBuffer(8));

/** Amounts share a tree by half octave ([1, 1.5) and [1.5, 2) times a power of two): read off the float's bits. */
export function amountBand(amountMsat: number): number {
  bits.setFloat64(0, amountMsat);
  return bits.getUint32(0) >>> 19;
}

/** The least amount of a band. */
export function bandFloor(band: number): number {
  bits.setUint32(0, (band << 19) >>> 0);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/**
 * Dijkstra from the payer on the advertised graph. Every weight is a lower bound for all amounts of the band, which makes
 * the tree two things at once: a ready path for most payments, and an exact heuristic for the search of the rest.
 * The payer's own channels count whatever it says of them to others. An edge is left out when no amount of the band can pass it; of its minimum only a gross excess counts (four times the
 * floor), since fees add to the amount on the way.
 */
export function growPayerTree(
  graph: ChannelGraph,
  heap: NodeHeap,
  payer: number,
  floorMsat: number,
  feeOnly: boolean,
): PayerTree {
  const { feeBaseMsat, feePpm, cltvDeltaBlocks, htlcMinMsat, htlcMaxMsat, disabled } = graph.advertised;
  const { outStart, outEdges, edgeTo, capacity, closed, nodeCount } = graph;
  const cost = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY);
  const enteredBy = new Int32Array(nodeCount).fill(-1);
  const done = new Uint8Array(nodeCount);
  const perHop = feeOnly ? 0 : HOP_COST_MSAT + HOP_COST_SHARE * floorMsat;
  const perBlock = feeOnly ? 0 : RISK_PER_BLOCK * floorMsat;
  cost[payer] = 0;
  heap.clear();
  heap.push(0, payer);
  while (heap.size > 0) {
    const node = heap.pop();
    if (done[node] !== 0) continue;
    done[node] = 1;
    const base = cost[node] + perHop;
    for (let at = outStart[node]; at < outStart[node + 1]; at++) {
      const edge = outEdges[at];
      const next = edgeTo[edge];
      if (done[next] !== 0 || capacity[edge >> 1] < floorMsat) continue;
      let reached = base;
      if (node !== payer) {
        if (disabled[edge] !== 0 || htlcMaxMsat[edge] < floorMsat) continue;
        if (htlcMinMsat[edge] > 4 * floorMsat) continue;
        reached +=
          forwardingFee(floorMsat, feeBaseMsat[edge], feePpm[edge]) + perBlock * cltvDeltaBlocks[edge];
      } else if (closed[edge >> 1] !== 0) continue;
      if (reached >= cost[next]) continue;
      cost[next] = reached;
      enteredBy[next] = edge;
      heap.push(reached, next);
    }
  }
  return { feeOnly, cost, enteredBy };
}
