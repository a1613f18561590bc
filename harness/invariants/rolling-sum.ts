/** One amount at one moment. Several sums may hold it; once all have released it, it becomes 0. */
export interface Spent {
  readonly anchorMs: number;
  amountMsat: number;
}

const COMPACT_FROM = 1024;

/**
 * Sums over all windows (t − windowMs, t] in which amounts were spent. Written for the oracle alone: the orchestrator's
 * own window is the suspect. Amounts mostly come in order of time; a late one is put in its place.
 */
export class RollingSum {
  private readonly windowMs: number;
  private entries: Spent[] = [];
  /** First entry of the window that ends at the newest entry, and the sum of that window. */
  private head = 0;
  private newestMsat = 0;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  /** Adds an amount; returns the largest sum of any window that it falls into. */
  add(spent: Spent): number {
    const { entries } = this;
    let at = entries.length;
    while (at > 0 && entries[at - 1].anchorMs > spent.anchorMs) at--;
    if (at < entries.length) {
      entries.splice(at, 0, spent);
      return this.recount(at);
    }
    entries.push(spent);
    this.newestMsat += spent.amountMsat;
    for (; entries[this.head].anchorMs <= spent.anchorMs - this.windowMs; this.head++)
      this.newestMsat -= entries[this.head].amountMsat;
    if (this.head > COMPACT_FROM && this.head * 2 > entries.length) {
      this.entries = entries.slice(this.head);
      this.head = 0;
    }
    return this.newestMsat;
  }

  /** Before its amount becomes 0, which is for the caller to do: other sums may hold it too. */
  release(spent: Spent): void {
    const first = this.entries[this.head];
    if (first !== undefined && spent.anchorMs >= first.anchorMs && this.inNewest(spent))
      this.newestMsat -= spent.amountMsat;
  }

  private inNewest(spent: Spent): boolean {
    return spent.anchorMs > this.entries[this.entries.length - 1].anchorMs - this.windowMs;
  }

  /** After a late amount at `from`: every window that ends at it or within `windowMs` after it. */
  private recount(from: number): number {
    const { entries, windowMs } = this;
    const lastMs = entries[from].anchorMs + windowMs;
    let most = 0;
    for (let end = from; end < entries.length && entries[end].anchorMs < lastMs; end++) {
      // Entries of the same millisecond belong to the same window.
      if (entries[end + 1]?.anchorMs === entries[end].anchorMs) continue;
      let sumMsat = 0;
      for (let at = end; at >= 0 && entries[at].anchorMs > entries[end].anchorMs - windowMs; at--)
        sumMsat += entries[at].amountMsat;
      most = Math.max(most, sumMsat);
    }
    const newestMs = entries[entries.length - 1].anchorMs;
    this.head = entries.findIndex((entry) => entry.anchorMs > newestMs - windowMs);
    this.newestMsat = 0;
    for (let at = this.head; at < entries.length; at++) this.newestMsat += entries[at].amountMsat;
    return most;
  }
}
