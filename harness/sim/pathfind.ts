import { forwardingFee } from './fee.ts';
import type { ChannelGraph } from './graph.ts';
import { KnownEdges } from './known-edges.ts';
import type { MissionControl, PayerMemory } from './mission-control.ts';
import { NodeHeap } from './node-heap.ts';
import { amountBand, bandFloor, growPayerTree, type PayerTree } from './payer-tree.ts';
import { Route, type RouteRequest } from './route.ts';
import { HOPS_MAX } from './route-cost.ts';
import { RouteSearch } from './route-search.ts';

/** What a search came to. `too-expensive`: a route exists, but none within the fee limit. */
export type RouteVerdict = 'found' | 'no-route' | 'too-expensive';

/** Float64 cells held by cached trees at most; beyond it the cache starts afresh. */
const TREE_CELLS_MAX = 8_000_000;

/**
 * Finds routes as a payer does: on the advertised graph, knowing the balances of its own channels only, and what failed
 * lately.
 *
 * First the payer's cached tree (payer-tree.ts) is followed, in exact arithmetic; when it meets a ban, a limit or an empty
 * channel, an A* search from the payee takes over (route-search.ts). When limits cut that short, a last search looks for the
 * cheapest fee alone. (A route that fits the CLTV limit only by costing more can be missed: LND's search has the same gap.)
 */
export class Pathfinder {
  /** The route found; valid until the next call. */
  readonly route = new Route();

  readonly #graph: ChannelGraph;
  readonly #memories: MissionControl;
  readonly #known: KnownEdges;
  readonly #search: RouteSearch;
  readonly #heap = new NodeHeap();
  readonly #trees = new Map<number, PayerTree>();
  #treesVersion = 0;

  /** @param linkAlive whether a node answers its channel peers: all that a payer knows of its neighbours */
  constructor(graph: ChannelGraph, memories: MissionControl, linkAlive: (node: number) => boolean) {
    this.#graph = graph;
    this.#memories = memories;
    this.#known = new KnownEdges(graph, linkAlive);
    this.#search = new RouteSearch(graph, this.#known, this.#heap);
  }

  find(ask: RouteRequest): RouteVerdict {
    const { payer, payee, amountMsat } = ask;
    if (payer === payee || !(amountMsat > 0)) return 'no-route';
    const memory = this.#memories.of(payer);
    const tree = this.#tree(payer, amountMsat, false);
    if (tree.enteredBy[payee] < 0) return 'no-route';
    if (this.#follow(ask, tree, memory)) return 'found';
    if (!this.#known.anyOwn(payer, amountMsat)) return 'no-route';
    if (this.#search.run(ask, tree, memory, this.route)) return 'found';
    if (!this.#search.limited) return 'no-route';
    if (!this.#search.run(ask, this.#tree(payer, amountMsat, true), memory, this.route)) return 'no-route';
    return this.route.feeMsat <= ask.feeLimitMsat ? 'found' : 'too-expensive';
  }

  #tree(payer: number, amountMsat: number, feeOnly: boolean): PayerTree {
    const graph = this.#graph;
    if (this.#treesVersion !== graph.advertisedVersion) {
      this.#trees.clear();
      this.#treesVersion = graph.advertisedVersion;
    }
    const band = amountBand(amountMsat);
    const key = (payer * 2 + (feeOnly ? 1 : 0)) * 4096 + band;
    const cached = this.#trees.get(key);
    if (cached !== undefined) return cached;
    if (this.#trees.size * graph.nodeCount > TREE_CELLS_MAX) this.#trees.clear();
    const grown = growPayerTree(graph, this.#heap, payer, bandFloor(band), feeOnly);
    this.#trees.set(key, grown);
    return grown;
  }

  /** Walks the tree's path back from the payee; false at the first thing that does not hold. */
  #follow(ask: RouteRequest, tree: PayerTree, memory: PayerMemory | undefined): boolean {
    const { route } = this;
    const graph = this.#graph;
    const { feeBaseMsat, feePpm, cltvDeltaBlocks } = graph.advertised;
    let node = ask.payee;
    let needed = ask.amountMsat;
    let blocks = ask.finalBlocks;
    route.hopCount = 0;
    while (node !== ask.payer) {
      if (route.hopCount === HOPS_MAX) return false;
      const edge = tree.enteredBy[node];
      route.append(edge, needed, blocks);
      node = graph.edgeFrom[edge];
      if (node === ask.payer) {
        if (!this.#known.own(edge, needed)) return false;
      } else {
        if (!this.#known.foreign(edge, needed, memory, ask.nowMs)) return false;
        needed += forwardingFee(needed, feeBaseMsat[edge], feePpm[edge]);
        blocks += cltvDeltaBlocks[edge];
      }
    }
    if (needed - ask.amountMsat > ask.feeLimitMsat || blocks > ask.limitBlocks) return false;
    route.reverse();
    return true;
  }
}
