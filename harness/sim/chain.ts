import type { ChannelGraph } from './graph.ts';
import { FREE, HELD, type PartTable } from './htlc/parts.ts';
import type { BlockHeight, HtlcSwitch } from './htlc/switch.ts';
import type { Kernel } from './kernel.ts';
import type { WorldObserver } from './observer.ts';
import type { Payees } from './payee.ts';
import { HOPS_MAX } from './route-cost.ts';

/** What a node believes the height to be while a fault keeps blocks from it. */
export interface HeightView {
  heightAt(node: number, height: number): number;
}

/**
 * Blocks, and what they decide. Blocks come at a fixed interval; a force close pays both sides at once and on-chain fees are
 * left out, so that conservation of money stays exact. At its time lock an unresolved HTLC closes its channel and is resolved
 * on chain; time locks shrink along a route, so the HTLC furthest down always goes first.
 */
export class Chain implements BlockHeight {
  height: number;
  readonly #kernel: Kernel;
  readonly #graph: ChannelGraph;
  readonly #parts: PartTable;
  readonly #observer: WorldObserver;
  readonly #gossipDelayMs: number;
  readonly #blockIntervalMs: number;
  readonly #onBlock: number;
  readonly #onGossip: number;
  #htlcs: HtlcSwitch | undefined;
  #payees: Payees | undefined;
  /** Null: every node sees the tip. */
  #view: HeightView | null = null;
  /** Gossip is held back while this is set: it hears of every edge whose news does not get through. */
  #onHeldGossip: ((edge: number) => void) | null = null;
  readonly #heldGossip = new Set<number>();

  constructor(
    kernel: Kernel,
    graph: ChannelGraph,
    parts: PartTable,
    observer: WorldObserver,
    options: {
      readonly startHeight: number;
      readonly blockIntervalMs: number;
      readonly gossipDelayMs: number;
    },
  ) {
    this.#kernel = kernel;
    this.#graph = graph;
    this.#parts = parts;
    this.#observer = observer;
    this.height = options.startHeight;
    this.#gossipDelayMs = options.gossipDelayMs;
    this.#blockIntervalMs = options.blockIntervalMs;
    this.#onBlock = kernel.register(() => this.#blockDue());
    this.#onGossip = kernel.register((edge) => this.#gossipArrives(edge));
    if (this.#blockIntervalMs > 0) kernel.schedule(kernel.nowMs + this.#blockIntervalMs, this.#onBlock, 0, 0);
  }

  connect(htlcs: HtlcSwitch, payees: Payees): void {
    this.#htlcs = htlcs;
    this.#payees = payees;
  }

  heightAt(node: number): number {
    return this.#view === null ? this.height : this.#view.heightAt(node, this.height);
  }

  /** Null: all nodes see the tip again, and payees look at what they hold. */
  setView(view: HeightView | null): void {
    this.#view = view;
    if (view === null) this.#sweep();
  }

  /**
   * A reorganisation: the `depth` highest blocks are gone until others are mined. What they had confirmed (closed channels,
   * HTLCs resolved on chain) stays: the same transactions are in the other branch.
   */
  disconnect(depth: number): void {
    for (let block = 0; block < depth && this.height > 0; block++) {
      this.#observer.blockDisconnected(this.height);
      this.height--;
    }
  }

  /** While `heard` is set no gossip reaches the payers; with null, all that was held back arrives at once. */
  holdGossip(heard: ((edge: number) => void) | null): void {
    this.#onHeldGossip = heard;
    if (heard !== null) return;
    for (const edge of this.#heldGossip) this.#graph.advertise(edge);
    this.#heldGossip.clear();
  }

  mine(blocks: number): void {
    for (let block = 0; block < blocks; block++) {
      this.height++;
      this.#observer.blockMined(this.height);
      this.#sweep();
    }
  }

  /** Closes a channel with its latest commitment; HTLCs in it stay out until a preimage or their time lock. */
  forceClose(channel: number, cause: string): boolean {
    const graph = this.#graph;
    if (graph.closed[channel] !== 0) return false;
    const edge = channel * 2;
    graph.closed[channel] = 1;
    graph.closedAtHeight[channel] = this.height;
    graph.onChain[graph.edgeFrom[edge]] += graph.balance[edge];
    graph.onChain[graph.edgeTo[edge]] += graph.balance[edge + 1];
    graph.balance[edge] = 0;
    graph.balance[edge + 1] = 0;
    this.gossip(edge);
    this.gossip(edge + 1);
    this.#observer.channelClosed(graph.edgeFrom[edge], graph.edgeTo[edge], cause, graph.capacity[channel]);
    return true;
  }

  /** Payers hear of the edge's present policy after the gossip delay (by then, of whatever is newest). */
  gossip(edge: number): void {
    this.#kernel.schedule(this.#kernel.nowMs + this.#gossipDelayMs, this.#onGossip, edge, 0);
  }

  #gossipArrives(edge: number): void {
    if (this.#onHeldGossip === null) {
      this.#graph.advertise(edge);
      return;
    }
    this.#heldGossip.add(edge);
    this.#onHeldGossip(edge);
  }

  #blockDue(): void {
    this.mine(1);
    this.#kernel.schedule(this.#kernel.nowMs + this.#blockIntervalMs, this.#onBlock, 0, 0);
  }

  #sweep(): void {
    const parts = this.#parts;
    for (let part = 0; part < parts.rowCount; part++) {
      if (parts.phase[part] === FREE) continue;
      if (parts.phase[part] === HELD) this.#payees?.heldNearExpiry(part);
      for (let hop = parts.top[part]; hop >= 0; hop--) {
        const at = part * HOPS_MAX + hop;
        if (this.height < parts.expiryHeights[at]) break;
        if ((parts.onChain[part] & (1 << hop)) !== 0) continue;
        this.forceClose(parts.edges[at] >> 1, 'htlc-expired');
        this.#htlcs?.resolveOnChain(part, hop);
      }
    }
  }
}
