import { forwardingFee } from './fee.ts';
import type { ChannelGraph } from './graph.ts';
import type { KnownEdges } from './known-edges.ts';
import type { PayerMemory } from './mission-control.ts';
import type { NodeHeap } from './node-heap.ts';
import type { PayerTree } from './payer-tree.ts';
import type { Route, RouteRequest } from './route.ts';
import { HOP_COST_MSAT, HOP_COST_SHARE, HOPS_MAX, RISK_PER_BLOCK } from './route-cost.ts';

/**
 * A* from the payee back to the payer, with a payer's tree as its heuristic: with nothing in the way it settles the nodes of
 * the path and no others. Amounts, fees and time locks are exact. Labels are stamped with a generation, so nothing is cleared
 * between searches.
 */
export class RouteSearch {
  /** The last search cut something off because of the fee or the CLTV limit. */
  limited = false;

  readonly #graph: ChannelGraph;
  readonly #known: KnownEdges;
  readonly #heap: NodeHeap;
  #generation = 0;
  readonly #seen: Int32Array;
  readonly #done: Int32Array;
  readonly #cost: Float64Array;
  /** What must be delivered to the node, and until when it is locked. */
  readonly #needed: Float64Array;
  readonly #blocks: Int32Array;
  readonly #hops: Uint8Array;
  readonly #next: Int32Array;

  constructor(graph: ChannelGraph, known: KnownEdges, heap: NodeHeap) {
    this.#graph = graph;
    this.#known = known;
    this.#heap = heap;
    this.#seen = new Int32Array(graph.nodeCount);
    this.#done = new Int32Array(graph.nodeCount);
    this.#cost = new Float64Array(graph.nodeCount);
    this.#needed = new Float64Array(graph.nodeCount);
    this.#blocks = new Int32Array(graph.nodeCount);
    this.#hops = new Uint8Array(graph.nodeCount);
    this.#next = new Int32Array(graph.nodeCount);
  }

  /** Writes the cheapest route; false when there is none within the limits. A fee-only search has no fee limit. */
  run(ask: RouteRequest, tree: PayerTree, memory: PayerMemory | undefined, route: Route): boolean {
    const { payer, payee, amountMsat, limitBlocks, nowMs } = ask;
    const feeLimitMsat = tree.feeOnly ? Number.POSITIVE_INFINITY : ask.feeLimitMsat;
    const graph = this.#graph;
    const { outStart, outEdges, edgeFrom } = graph;
    const { feeBaseMsat, feePpm, cltvDeltaBlocks } = graph.advertised;
    const ahead = tree.cost;
    const heap = this.#heap;
    const generation = ++this.#generation;
    this.limited = false;
    heap.clear();
    this.#label(payee, 0, amountMsat, ask.finalBlocks, 0, -1);
    heap.push(ahead[payee], payee);
    while (heap.size > 0) {
      const node = heap.pop();
      if (this.#done[node] === generation) continue;
      this.#done[node] = generation;
      if (node === payer) {
        this.#write(payer, payee, route);
        return true;
      }
      const amount = this.#needed[node];
      const hops = this.#hops[node] + 1;
      if (hops > HOPS_MAX) continue;
      const perHop = tree.feeOnly ? 0 : HOP_COST_MSAT + HOP_COST_SHARE * amount;
      const perBlock = tree.feeOnly ? 0 : RISK_PER_BLOCK * amount;
      for (let at = outStart[node]; at < outStart[node + 1]; at++) {
        const edge = outEdges[at] ^ 1;
        const from = edgeFrom[edge];
        if (this.#done[from] === generation || ahead[from] === Number.POSITIVE_INFINITY) continue;
        let cost = this.#cost[node] + perHop;
        let needed = amount;
        let blocks = this.#blocks[node];
        if (from === payer) {
          if (!this.#known.own(edge, amount)) continue;
        } else {
          if (!this.#known.foreign(edge, amount, memory, nowMs)) continue;
          const fee = forwardingFee(amount, feeBaseMsat[edge], feePpm[edge]);
          needed += fee;
          blocks += cltvDeltaBlocks[edge];
          cost += fee + perBlock * cltvDeltaBlocks[edge];
        }
        if (needed - amountMsat > feeLimitMsat || blocks > limitBlocks) {
          this.limited = true;
          continue;
        }
        if (this.#seen[from] === generation && this.#cost[from] <= cost) continue;
        this.#label(from, cost, needed, blocks, hops, edge);
        heap.push(cost + ahead[from], from);
      }
    }
    return false;
  }

  #label(node: number, cost: number, needed: number, blocks: number, hops: number, next: number): void {
    this.#seen[node] = this.#generation;
    this.#cost[node] = cost;
    this.#needed[node] = needed;
    this.#blocks[node] = blocks;
    this.#hops[node] = hops;
    this.#next[node] = next;
  }

  #write(payer: number, payee: number, route: Route): void {
    route.hopCount = 0;
    for (let node = payer; node !== payee; ) {
      const edge = this.#next[node];
      node = this.#graph.edgeTo[edge];
      route.append(edge, this.#needed[node], this.#blocks[node]);
    }
  }
}
