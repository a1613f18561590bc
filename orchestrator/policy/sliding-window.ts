import { AssertionError } from 'node:assert';

const COMPACT_FROM = 1024;

/**
 * What was spent within the last `windowMs`: an exact sliding window over (now − windowMs, now]. Everything of one
 * millisecond enters and leaves together, so it is kept as one sum. Adding and reading cost amortised O(1), taking out
 * O(log n); sums are `bigint`, so nothing is ever rounded. Times are passed in; a clock that steps back only makes the
 * window count more, never less.
 */
export class SlidingWindow {
  readonly #windowMs: number;
  /** Ascending; the live part starts at `#head`. The three arrays run in step. */
  readonly #atMs: number[] = [];
  readonly #sums: bigint[] = [];
  readonly #counts: number[] = [];
  #head = 0;
  #prunedToMs = Number.NEGATIVE_INFINITY;
  #sumMsat = 0n;
  #count = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** As of the last `prune`. */
  get sumMsat(): bigint {
    return this.#sumMsat;
  }

  /** As of the last `prune`. */
  get count(): number {
    return this.#count;
  }

  /** Forgets what has left the window at `nowMs`. */
  prune(nowMs: number): void {
    const goneMs = nowMs - this.#windowMs;
    while (this.#head < this.#atMs.length && this.#atMs[this.#head]! <= goneMs) {
      this.#sumMsat -= this.#sums[this.#head]!;
      this.#count -= this.#counts[this.#head]!;
      this.#prunedToMs = Math.max(this.#prunedToMs, this.#atMs[this.#head]!);
      this.#head++;
    }
    if (this.#head >= COMPACT_FROM && this.#head * 2 > this.#atMs.length) this.#compact();
  }

  add(atMs: number, amountMsat: bigint): void {
    const at = this.#indexFrom(atMs);
    if (this.#atMs[at] === atMs) {
      this.#sums[at]! += amountMsat;
      this.#counts[at]!++;
    } else if (at === this.#atMs.length) {
      this.#atMs.push(atMs);
      this.#sums.push(amountMsat);
      this.#counts.push(1);
    } else {
      this.#atMs.splice(at, 0, atMs);
      this.#sums.splice(at, 0, amountMsat);
      this.#counts.splice(at, 0, 1);
    }
    this.#sumMsat += amountMsat;
    this.#count++;
  }

  /**
   * Takes out what `add(atMs, amountMsat)` put in; nothing to do when it has left the window by itself.
   * @throws AssertionError when it was never put in, or was taken out before.
   */
  takeOut(atMs: number, amountMsat: bigint): void {
    if (atMs <= this.#prunedToMs) return;
    const at = this.#indexFrom(atMs);
    if (this.#atMs[at] !== atMs || this.#counts[at]! < 1 || this.#sums[at]! < amountMsat)
      throw new AssertionError({
        message: `${amountMsat} msat at ${atMs} is not in the window: released twice?`,
      });
    this.#sums[at]! -= amountMsat;
    this.#counts[at]!--;
    this.#sumMsat -= amountMsat;
    this.#count--;
  }

  /** First live index whose time is `atMs` or later. Looks at the end first: time mostly moves on. */
  #indexFrom(atMs: number): number {
    let low = this.#head;
    let high = this.#atMs.length;
    if (high === low || this.#atMs[high - 1]! < atMs) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#atMs[middle]! < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compact(): void {
    this.#atMs.splice(0, this.#head);
    this.#sums.splice(0, this.#head);
    this.#counts.splice(0, this.#head);
    this.#head = 0;
  }
}
