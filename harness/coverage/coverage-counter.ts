import type { HistoryEvent, HistoryKind } from '#reports/evidence/history';
import { CoverageFacts } from './coverage-facts.ts';
import type { CoverageCount } from './coverage-item.ts';
import { PairCounts } from './pair-counts.ts';
import { PAIR_COUNT } from './pairs.ts';
import { FOLDED_ITEMS } from './registry.ts';

/** How many numbers the coverage record of a trial has: one an item of `FOLDED_ITEMS`, then one a pair of `PAIRS`. */
export const COVERAGE_LENGTH = FOLDED_ITEMS.length + PAIR_COUNT;

interface Listener {
  readonly count: { step(event: HistoryEvent): void };
  /** Of `count`, looked up once: there are as many shapes of counts as items. */
  readonly step: (event: HistoryEvent) => void;
}

/** Counts coverage over one trial, online or from a stored history. Keeps no event. */
export class CoverageCounter {
  private readonly facts = new CoverageFacts();
  private readonly counts: readonly CoverageCount[];
  private readonly pairs: PairCounts;
  private readonly table = new Map<HistoryKind, Listener[]>();

  constructor() {
    this.counts = FOLDED_ITEMS.map(({ counted }) => {
      const count = counted.start(this.facts);
      for (const kind of counted.listens) this.listen(kind, count);
      return count;
    });
    this.pairs = new PairCounts(this.facts);
    for (const kind of PAIR_KINDS) this.listen(kind, this.pairs);
  }

  observe(event: HistoryEvent): void {
    // First, so that what the items read holds the event already.
    this.facts.observe(event);
    const listeners = this.table.get(event.kind);
    if (listeners === undefined) return;
    for (let index = 0; index < listeners.length; index++) {
      const listener = listeners[index];
      listener.step.call(listener.count, event);
    }
  }

  /** How often each item and pair came about, in the order of `COVERAGE_LENGTH`. */
  finish(): Uint32Array {
    const record = new Uint32Array(COVERAGE_LENGTH);
    this.counts.forEach(({ times }, index) => {
      record[index] = times;
    });
    record.set(this.pairs.times, FOLDED_ITEMS.length);
    return record;
  }

  private listen(kind: HistoryKind, count: Listener['count']): void {
    const listener = { count, step: count.step };
    const listeners = this.table.get(kind);
    if (listeners === undefined) this.table.set(kind, [listener]);
    else listeners.push(listener);
  }
}

const PAIR_KINDS = ['fault-touched', 'invoice-moved'] as const satisfies HistoryKind[];
