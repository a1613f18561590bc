import { HOPS_MAX } from './route-cost.ts';

/** What a payer asks of the pathfinder. Mutable, so that a payer can use one again and again. */
export interface RouteRequest {
  payer: number;
  payee: number;
  amountMsat: number;
  feeLimitMsat: number;
  /** Time lock that the payee is given, in blocks from now. */
  finalBlocks: number;
  /** Most that the first hop may be locked, in blocks from now. */
  limitBlocks: number;
  nowMs: number;
}

/** A route, payer first: edge of each hop, HTLC amount on it, and its time lock in blocks from now. */
export class Route {
  readonly edges = new Int32Array(HOPS_MAX);
  readonly amounts = new Float64Array(HOPS_MAX);
  readonly blocks = new Int32Array(HOPS_MAX);
  hopCount = 0;

  /** What the payer pays above the amount. */
  get feeMsat(): number {
    return this.amounts[0] - this.amounts[this.hopCount - 1];
  }

  /** @throws RangeError when the route has no room for another hop: the search must have stopped before. */
  append(edge: number, amountMsat: number, blocks: number): void {
    if (this.hopCount === HOPS_MAX) throw new RangeError(`a route has at most ${HOPS_MAX} hops`);
    this.edges[this.hopCount] = edge;
    this.amounts[this.hopCount] = amountMsat;
    this.blocks[this.hopCount] = blocks;
    this.hopCount++;
  }

  /** Turns a route that was written from the payee on. */
  reverse(): void {
    this.edges.subarray(0, this.hopCount).reverse();
    this.amounts.subarray(0, this.hopCount).reverse();
    this.blocks.subarray(0, this.hopCount).reverse();
  }
}
