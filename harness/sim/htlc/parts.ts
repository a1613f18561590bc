import { HOPS_MAX } from '../route-cost.ts';

/** Phases of a part. Held: all its HTLCs are locked in and the payee keeps them. */
export const FREE = 0;
export const ADDING = 1;
export const HELD = 2;
export const SETTLING = 3;
export const FAILING = 4;

const FIRST_CAPACITY = 256;

/**
 * The parts under way, as columns: one row for one onion on one route, with a fixed stride of hops. Rows are used again, so
 * no part allocates. A row's `stamp` moves on whenever messages about it must be ignored from then on.
 *
 * HTLCs 0 … `top` are locked in. While ADDING, a message is on its way to the far end of HTLC `top`; while SETTLING or
 * FAILING, one is on its way to the near end of HTLC `top`.
 */
export class PartTable {
  payment = new Int32Array(FIRST_CAPACITY);
  /** Its number within its run: 0, 1, … */
  number = new Int32Array(FIRST_CAPACITY);
  phase = new Uint8Array(FIRST_CAPACITY);
  /** 1 while the payer has not committed to the first HTLC: a kill undoes it. */
  committing = new Uint8Array(FIRST_CAPACITY);
  hopCount = new Uint8Array(FIRST_CAPACITY);
  top = new Int32Array(FIRST_CAPACITY);
  stamp = new Int32Array(FIRST_CAPACITY);
  failure = new Uint8Array(FIRST_CAPACITY);
  /** The node that failed it, and the hop whose edge it refused (-1: the payee failed it). */
  failedBy = new Int32Array(FIRST_CAPACITY);
  failedHop = new Int32Array(FIRST_CAPACITY);
  /** Bit h: HTLC h was resolved on chain already. */
  onChain = new Int32Array(FIRST_CAPACITY);
  /** A failure that cannot pass a closed channel before the time lock ends. */
  awaitsExpiry = new Uint8Array(FIRST_CAPACITY);
  /** The next part that the payee holds for the same invoice; -1 ends the list. */
  nextHeld = new Int32Array(FIRST_CAPACITY);
  /** What the onion says that all parts together pay (BOLT 4 `total_msat`). */
  totalMsat = new Float64Array(FIRST_CAPACITY);
  readonly hash: string[] = [];

  /** By hop: `part * HOPS_MAX + hop`. */
  edges = new Int32Array(FIRST_CAPACITY * HOPS_MAX);
  amounts = new Float64Array(FIRST_CAPACITY * HOPS_MAX);
  expiryHeights = new Int32Array(FIRST_CAPACITY * HOPS_MAX);

  /** Rows ever used; a sweep looks at these. */
  rowCount = 0;
  liveCount = 0;
  readonly #freeRows: number[] = [];

  take(): number {
    this.liveCount++;
    const freed = this.#freeRows.pop();
    if (freed !== undefined) return freed;
    if (this.rowCount === this.phase.length) this.#grow();
    return this.rowCount++;
  }

  free(part: number): void {
    this.liveCount--;
    this.phase[part] = FREE;
    this.stamp[part]++;
    this.#freeRows.push(part);
  }

  /** Amount that the payee gets. */
  paidMsat(part: number): number {
    return this.amounts[part * HOPS_MAX + this.hopCount[part] - 1];
  }

  /** What its route costs above that. */
  feeMsat(part: number): number {
    return this.amounts[part * HOPS_MAX] - this.paidMsat(part);
  }

  #grow(): void {
    const rows = this.phase.length * 2;
    const wider = <Column extends Float64Array | Int32Array | Uint8Array>(
      from: Column,
      to: Column,
    ): Column => {
      to.set(from);
      return to;
    };
    this.payment = wider(this.payment, new Int32Array(rows));
    this.number = wider(this.number, new Int32Array(rows));
    this.phase = wider(this.phase, new Uint8Array(rows));
    this.committing = wider(this.committing, new Uint8Array(rows));
    this.hopCount = wider(this.hopCount, new Uint8Array(rows));
    this.top = wider(this.top, new Int32Array(rows));
    this.stamp = wider(this.stamp, new Int32Array(rows));
    this.failure = wider(this.failure, new Uint8Array(rows));
    this.failedBy = wider(this.failedBy, new Int32Array(rows));
    this.failedHop = wider(this.failedHop, new Int32Array(rows));
    this.onChain = wider(this.onChain, new Int32Array(rows));
    this.awaitsExpiry = wider(this.awaitsExpiry, new Uint8Array(rows));
    this.nextHeld = wider(this.nextHeld, new Int32Array(rows));
    this.totalMsat = wider(this.totalMsat, new Float64Array(rows));
    this.edges = wider(this.edges, new Int32Array(rows * HOPS_MAX));
    this.amounts = wider(this.amounts, new Float64Array(rows * HOPS_MAX));
    this.expiryHeights = wider(this.expiryHeights, new Int32Array(rows * HOPS_MAX));
  }
}
