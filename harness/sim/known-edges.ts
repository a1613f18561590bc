import type { ChannelGraph } from './graph.ts';
import type { PayerMemory } from './mission-control.ts';

/** What a payer can know of edges: its own channels exactly, those of others from gossip and from its own failures. */
export class KnownEdges {
  readonly #graph: ChannelGraph;
  readonly #linkAlive: (node: number) => boolean;

  constructor(graph: ChannelGraph, linkAlive: (node: number) => boolean) {
    this.#graph = graph;
    this.#linkAlive = linkAlive;
  }

  /** An edge of the payer's own: not disabled, balance above the reserve, a free slot, and a peer that answers. */
  own(edge: number, amountMsat: number): boolean {
    const graph = this.#graph;
    return (
      graph.fits(edge, amountMsat) && graph.policy.disabled[edge] === 0 && this.#linkAlive(graph.edgeTo[edge])
    );
  }

  /** Whether gossip and memory allow this HTLC on an edge of another node. */
  foreign(edge: number, amountMsat: number, memory: PayerMemory | undefined, nowMs: number): boolean {
    const { htlcMinMsat, htlcMaxMsat, disabled } = this.#graph.advertised;
    return (
      disabled[edge] === 0 &&
      amountMsat >= htlcMinMsat[edge] &&
      amountMsat <= htlcMaxMsat[edge] &&
      amountMsat <= this.#graph.capacity[edge >> 1] &&
      (memory === undefined || !memory.bans(edge, amountMsat, nowMs))
    );
  }

  /** Whether any channel of the payer can send the amount at all. */
  anyOwn(payer: number, amountMsat: number): boolean {
    const { outStart, outEdges } = this.#graph;
    for (let at = outStart[payer]; at < outStart[payer + 1]; at++)
      if (this.own(outEdges[at], amountMsat)) return true;
    return false;
  }
}
