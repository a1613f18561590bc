import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageFacts } from './coverage-facts.ts';
import type { CoverageCount } from './coverage-item.ts';

/** Counts attempts whose outcome was unknown for a while and then became certain, one way or the other (C07). */
export class AfterDoubt implements CoverageCount {
  times = 0;
  private readonly facts: CoverageFacts;
  private readonly end: string;
  /** By slot: number of the attempt that is in doubt, and since when. Few are at any time. */
  private readonly doubts = new Map<number, { readonly attempt: number; readonly sinceMs: number }>();

  constructor(facts: CoverageFacts, end: 'settled' | 'failed') {
    this.facts = facts;
    this.end = end;
  }

  step(event: HistoryEvent): void {
    const slot = this.facts.slotOf(event.intent);
    if (slot === -1) return;
    if (event.state === 'unknown') {
      if (this.doubts.get(slot)?.attempt === event.attempt) return;
      this.doubts.set(slot, { attempt: event.attempt, sinceMs: event.atMs });
    } else if (event.state === 'settled' || event.state === 'failed') {
      if (this.doubts.size === 0) return;
      const doubt = this.doubts.get(slot);
      if (doubt === undefined) return;
      // A reading that doubts and decides in one breath was never in doubt.
      if (event.state === this.end && doubt.attempt === event.attempt && event.atMs > doubt.sinceMs)
        this.times++;
      this.doubts.delete(slot);
    }
  }
}
