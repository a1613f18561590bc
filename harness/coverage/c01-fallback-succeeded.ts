import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageFacts } from './coverage-facts.ts';
import type { CoverageCount, CoverageItem } from './coverage-item.ts';

export const fallbackSucceeded: CoverageItem = {
  id: 'C01',
  title: 'Fallback taken and succeeded',
  meaning:
    'An intent settled through another payer node than the one of the attempt before, which had failed for certain.',
  source: 'properties-and-faults.md, Coverage C01',
  needs: { faults: ['node.', 'net.', 'api.', 'ln.'] },
  counted: {
    listens: ['attempt-opened', 'attempt-resolved'],
    start: (facts) => new Count(facts),
  },
};

class Count implements CoverageCount {
  times = 0;
  private readonly facts: CoverageFacts;
  /** By slot: node of the attempt that was opened last. */
  private readonly lastNode: number[] = [];
  /** Slots where that is another one than before. */
  private readonly fellBack = new Set<number>();

  constructor(facts: CoverageFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent): void {
    const slot = this.facts.slotOf(event.intent);
    if (slot === -1) return;
    if (event.kind === 'attempt-opened') {
      while (this.lastNode.length <= slot) this.lastNode.push(-1);
      if (this.lastNode[slot] !== -1 && this.lastNode[slot] !== event.node) this.fellBack.add(slot);
      else if (this.fellBack.size > 0) this.fellBack.delete(slot);
      this.lastNode[slot] = event.node;
    } else if (event.state === 'settled' && this.fellBack.has(slot)) {
      if (event.attempt === this.facts.attempt[slot]) this.times++;
    }
  }
}
