import type { ChannelGraph } from './graph.ts';

/**
 * What payers remember of failures, each its own: a directed edge that failed an amount is not tried again with that amount
 * or more until the memory fades (LND's mission control, reduced to a ban; its 1 h half-life makes an edge usable again
 * after roughly a minute and a half).
 */
export class MissionControl {
  readonly #graph: ChannelGraph;
  readonly #memoryMs: number;
  readonly #byPayer: (PayerMemory | undefined)[];

  constructor(graph: ChannelGraph, memoryMs: number) {
    this.#graph = graph;
    this.#memoryMs = memoryMs;
    this.#byPayer = new Array(graph.nodeCount).fill(undefined);
  }

  /** The payer's memory, or undefined while it has seen no failure. */
  of(payer: number): PayerMemory | undefined {
    return this.#byPayer[payer];
  }

  ban(payer: number, edge: number, fromMsat: number, nowMs: number): void {
    this.#memory(payer).ban(edge, fromMsat, nowMs, nowMs + this.#memoryMs);
  }

  /** A whole node failed: no edge into it or out of it for now. */
  banNode(payer: number, node: number, nowMs: number): void {
    const { outStart, outEdges } = this.#graph;
    for (let at = outStart[node]; at < outStart[node + 1]; at++) {
      this.ban(payer, outEdges[at], 0, nowMs);
      this.ban(payer, outEdges[at] ^ 1, 0, nowMs);
    }
  }

  #memory(payer: number): PayerMemory {
    const known = this.#byPayer[payer];
    if (known !== undefined) return known;
    const fresh = new PayerMemory(this.#graph.edgeCount);
    this.#byPayer[payer] = fresh;
    return fresh;
  }
}

export class PayerMemory {
  readonly #fromMsat: Float64Array;
  readonly #untilMs: Float64Array;

  constructor(edgeCount: number) {
    this.#fromMsat = new Float64Array(edgeCount);
    this.#untilMs = new Float64Array(edgeCount);
  }

  bans(edge: number, amountMsat: number, nowMs: number): boolean {
    return nowMs < this.#untilMs[edge] && amountMsat >= this.#fromMsat[edge];
  }

  ban(edge: number, fromMsat: number, nowMs: number, untilMs: number): void {
    const stillBannedFrom = nowMs < this.#untilMs[edge] ? this.#fromMsat[edge] : Number.POSITIVE_INFINITY;
    this.#fromMsat[edge] = Math.min(stillBannedFrom, fromMsat);
    this.#untilMs[edge] = untilMs;
  }
}
