import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageFacts } from './coverage-facts.ts';
import type { CoverageCount } from './coverage-item.ts';

/** Counts attempts whose outcome was unknown for a while and then became certain, one way or the other (C07). */
export class AfterDoubt implements CoverageCount {
  times = 0;
  private readonly facts: CoverageFacts;
  private readonly end: string;
  /** By slot: number of the attempt that is in doubt, 0 none; and since when. */
  private readonly doubted: number[] = [];
  private readonly sinceMs: number[] = [];

  constructor(facts: CoverageFacts, end: 'settled' | 'failed') {
    this.facts = facts;
    this.end = end;
  }

  step(event: HistoryEvent): void {
    const slot = this.facts.slotOf(event.intent);
    if (slot === -1) return;
    while (this.doubted.length <= slot) {
      this.doubted.push(0);
      this.sinceMs.push(0);
    }
    const isDoubted = this.doubted[slot] === event.attempt;
    if (event.state === 'unknown') {
      if (isDoubted) return;
      this.doubted[slot] = event.attempt;
      this.sinceMs[slot] = event.atMs;
    } else if (event.state === 'settled' || event.state === 'failed') {
      // A reading that doubts and decides in one breath was never in doubt.
      if (event.state === this.end && isDoubted && event.atMs > this.sinceMs[slot]) this.times++;
      this.doubted[slot] = 0;
    }
  }
}
