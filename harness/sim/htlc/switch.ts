import type { ChannelGraph } from '../graph.ts';
import type { Kernel } from '../kernel.ts';
import type { Latency } from '../latency.ts';
import type { Nodes } from '../nodes.ts';
import type { WorldObserver } from '../observer.ts';
import { HOPS_MAX } from '../route-cost.ts';
import { NO_FAILURE, PERMANENT_CHANNEL_FAILURE } from './failures.ts';
import { forwardFailure } from './forward-checks.ts';
import { ADDING, FAILING, HELD, type PartTable, SETTLING } from './parts.ts';
import type { HtlcMessage, HtlcStrikes } from './strikes.ts';

/** The payee's end of a part. */
export interface PartSink {
  received(part: number): void;
  /** A held part timed out on chain: it no longer counts. */
  lost(part: number): void;
}

/** The payer's end of a part: whoever implements it frees the row. */
export interface PartReturns {
  partSettled(part: number): void;
  partFailed(part: number): void;
}

export interface BlockHeight {
  readonly height: number;
  /** The height that a node believes in. */
  heightAt(node: number): number;
}

/**
 * Moves HTLCs along their routes, one event per hop: an add is checked and offered on; a preimage or a failure goes back
 * the same way. A message to a node that does not run waits there. Balances move in the moment in which the near end of an
 * HTLC learns how it ended.
 */
export class HtlcSwitch {
  readonly #kernel: Kernel;
  readonly #graph: ChannelGraph;
  readonly #nodes: Nodes;
  readonly #parts: PartTable;
  readonly #latency: Latency;
  readonly #chain: BlockHeight;
  readonly #observer: WorldObserver;
  readonly #onAdd: number;
  readonly #onSettle: number;
  readonly #onFail: number;
  #sink: PartSink | undefined;
  #returns: PartReturns | undefined;
  /** Faults that are on between channel peers. */
  strikes: HtlcStrikes | null = null;

  constructor(
    kernel: Kernel,
    graph: ChannelGraph,
    nodes: Nodes,
    parts: PartTable,
    latency: Latency,
    chain: BlockHeight,
    observer: WorldObserver,
  ) {
    this.#kernel = kernel;
    this.#graph = graph;
    this.#nodes = nodes;
    this.#parts = parts;
    this.#latency = latency;
    this.#chain = chain;
    this.#observer = observer;
    this.#onAdd = kernel.register((part, stamp) => this.#addArrives(part, stamp));
    this.#onSettle = kernel.register((part, stamp) => this.#settleArrives(part, stamp));
    this.#onFail = kernel.register((part, stamp) => this.#failArrives(part, stamp));
  }

  connect(sink: PartSink, returns: PartReturns): void {
    this.#sink = sink;
    this.#returns = returns;
  }

  /** Sends a part whose first HTLC the payer has locked in. */
  launch(part: number): void {
    this.#send(this.#onAdd, part);
  }

  /** The payee releases the preimage of this part. */
  settleBack(part: number): void {
    this.#parts.phase[part] = SETTLING;
    this.#send(this.#onSettle, part);
  }

  /** `node`, the far end of the top HTLC, fails the part; `hop` is the hop that it refused, -1 at the payee. */
  failBack(part: number, failure: number, node: number, hop: number): void {
    const parts = this.#parts;
    parts.phase[part] = FAILING;
    parts.failure[part] = failure;
    parts.failedBy[part] = node;
    parts.failedHop[part] = hop;
    this.#send(this.#onFail, part);
  }

  /**
   * HTLC `hop` has reached its time lock: the chain decides. Whoever has the preimage below takes it (nodes are taken to have
   * a watchtower, so this needs no running daemon), else it returns to the side that offered it. The channel is closed already.
   */
  resolveOnChain(part: number, hop: number): void {
    const parts = this.#parts;
    const at = part * HOPS_MAX + hop;
    const edge = parts.edges[at];
    const phase = parts.phase[part];
    parts.onChain[part] |= 1 << hop;
    this.#graph.release(edge, parts.amounts[at], phase === SETTLING);
    if (phase === SETTLING) return;
    if (phase === FAILING) {
      if (hop !== parts.top[part] || parts.awaitsExpiry[part] === 0) return;
      parts.awaitsExpiry[part] = 0;
      this.#send(this.#onFail, part);
      return;
    }
    if (phase === HELD) this.#sink?.lost(part);
    // The add that may still wait below must never go on.
    parts.stamp[part]++;
    this.failBack(part, PERMANENT_CHANNEL_FAILURE, this.#graph.edgeFrom[edge], hop);
  }

  #send(handler: number, part: number): void {
    this.#kernel.schedule(this.#kernel.nowMs + this.#latency.hopMs(), handler, part, this.#parts.stamp[part]);
  }

  #waitsAt(node: number, handler: number, part: number, stamp: number): void {
    this.#observer.htlcWaits(node, this.#parts.hash[part]);
    this.#nodes.wait(node, handler, part, stamp);
  }

  #keepBack(handler: number, part: number, stamp: number, forMs: number): void {
    this.#kernel.schedule(this.#kernel.nowMs + forMs, handler, part, stamp);
  }

  /** News of an end travels against the edge. */
  #keptBack(message: HtlcMessage, handler: number, edge: number, part: number, stamp: number): boolean {
    const { edgeFrom, edgeTo } = this.#graph;
    const forMs = this.strikes?.arriving(message, edgeTo[edge], edgeFrom[edge], part, stamp) ?? 0;
    if (forMs > 0) this.#keepBack(handler, part, stamp, forMs);
    return forMs > 0;
  }

  #addArrives(part: number, stamp: number): void {
    const parts = this.#parts;
    if (parts.stamp[part] !== stamp || parts.phase[part] !== ADDING) return;
    const graph = this.#graph;
    const top = parts.top[part];
    const at = part * HOPS_MAX + top;
    const node = graph.edgeTo[parts.edges[at]];
    if (!this.#nodes.isUp(node)) return this.#waitsAt(node, this.#onAdd, part, stamp);
    if (this.strikes !== null) {
      const struck = this.strikes.arriving('add', graph.edgeFrom[parts.edges[at]], node, part, stamp);
      if (struck > 0) return this.#keepBack(this.#onAdd, part, stamp, struck);
      if (struck < 0)
        return this.failBack(part, -struck, node, top === parts.hopCount[part] - 1 ? -1 : top + 1);
    }
    const holdUntilMs = this.#nodes.holdUntilMs(node);
    if (holdUntilMs > this.#kernel.nowMs) {
      this.#observer.htlcWaits(node, parts.hash[part]);
      this.#kernel.schedule(holdUntilMs, this.#onAdd, part, stamp);
      return;
    }
    if (top === parts.hopCount[part] - 1) {
      this.#sink?.received(part);
      return;
    }
    const out = parts.edges[at + 1];
    const outMsat = parts.amounts[at + 1];
    const failure = forwardFailure(
      graph,
      this.#nodes,
      this.#chain.heightAt(node),
      parts.amounts[at],
      parts.expiryHeights[at],
      out,
      outMsat,
      parts.expiryHeights[at + 1],
    );
    if (failure !== NO_FAILURE) return this.failBack(part, failure, node, top + 1);
    graph.lock(out, outMsat);
    parts.top[part] = top + 1;
    this.#send(this.#onAdd, part);
  }

  #settleArrives(part: number, stamp: number): void {
    const parts = this.#parts;
    if (parts.stamp[part] !== stamp) return;
    const top = parts.top[part];
    const at = part * HOPS_MAX + top;
    const edge = parts.edges[at];
    const node = this.#graph.edgeFrom[edge];
    if (!this.#nodes.isUp(node)) return this.#waitsAt(node, this.#onSettle, part, stamp);
    if (this.strikes !== null && this.#keptBack('settle', this.#onSettle, edge, part, stamp)) return;
    if ((parts.onChain[part] & (1 << top)) === 0) this.#graph.release(edge, parts.amounts[at], true);
    parts.top[part] = top - 1;
    if (top > 0) this.#send(this.#onSettle, part);
    else this.#returns?.partSettled(part);
  }

  #failArrives(part: number, stamp: number): void {
    const parts = this.#parts;
    if (parts.stamp[part] !== stamp) return;
    const graph = this.#graph;
    const top = parts.top[part];
    const at = part * HOPS_MAX + top;
    const edge = parts.edges[at];
    const node = graph.edgeFrom[edge];
    if (!this.#nodes.isUp(node)) return this.#waitsAt(node, this.#onFail, part, stamp);
    if (this.strikes !== null && this.#keptBack('fail', this.#onFail, edge, part, stamp)) return;
    if ((parts.onChain[part] & (1 << top)) === 0) {
      // A closed channel carries no failure: the HTLC returns when its time lock ends.
      if (graph.closed[edge >> 1] !== 0 && this.#chain.height < parts.expiryHeights[at]) {
        parts.awaitsExpiry[part] = 1;
        return;
      }
      graph.release(edge, parts.amounts[at], false);
    }
    parts.top[part] = top - 1;
    if (top > 0) this.#send(this.#onFail, part);
    else this.#returns?.partFailed(part);
  }
}
