import type { HistoryEvent, HistoryKind } from '#reports/evidence/history';
import { CoverageFacts } from './coverage-facts.ts';
import type { CoverageCount } from './coverage-item.ts';
import { PairCounts } from './pair-counts.ts';
import { PAIR_COUNT } from './pairs.ts';
import { FOLDED_ITEMS } from './registry.ts';

/** How many numbers the coverage record of a trial has: one an item of `FOLDED_ITEMS`, then one a pair of `PAIRS`. */
export const COVERAGE_LENGTH = FOLDED_ITEMS.length + PAIR_COUNT;

type Step = (event: HistoryEvent) => void;

/** Counts coverage over one trial, online or from a stored history. Keeps no event. */
export class CoverageCounter {
  private readonly facts = new CoverageFacts();
  private readonly counts: readonly CoverageCount[];
  private readonly pairs: PairCounts;
  private readonly table = new Map<HistoryKind, Step[]>();

  constructor() {
    for (const kind of FACT_KINDS) this.listen(kind, (event) => this.facts.observe(event));
    this.counts = FOLDED_ITEMS.map(({ counted }) => {
      const count = counted.start(this.facts);
      for (const kind of counted.listens) this.listen(kind, (event) => count.step(event));
      return count;
    });
    this.pairs = new PairCounts(this.facts);
    for (const kind of PAIR_KINDS) this.listen(kind, (event) => this.pairs.step(event));
  }

  observe(event: HistoryEvent): void {
    const steps = this.table.get(event.kind);
    if (steps === undefined) return;
    for (let index = 0; index < steps.length; index++) steps[index](event);
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

  private listen(kind: HistoryKind, step: Step): void {
    const steps = this.table.get(kind);
    if (steps === undefined) this.table.set(kind, [step]);
    else steps.push(step);
  }
}

/** What the facts follow. They come first: what the items read holds the event already. */
const FACT_KINDS = [
  'request-submitted',
  'response-received',
  'intent-received',
  'attempt-opened',
  'intent-moved',
  'payment-begun',
  'payment-ended',
] as const satisfies HistoryKind[];

const PAIR_KINDS = ['fault-touched', 'invoice-moved'] as const satisfies HistoryKind[];
