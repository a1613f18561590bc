import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageFacts } from './coverage-facts.ts';
import type { CoverageCount, CoverageItem } from './coverage-item.ts';

/** What a fault gives back at its end is no drain. */
const REFILL = 'refill';

export const drainedMidAttempt: CoverageItem = {
  id: 'C08',
  title: 'Liquidity drained mid-attempt',
  meaning: 'Balance left a payer node, by no act of ours, while a payment of ours was under way on it.',
  source: 'properties-and-faults.md, Coverage C08',
  needs: { faults: ['ln.liquidity_drain'] },
  counted: {
    listens: ['liquidity-moved'],
    start: (facts) => new Count(facts),
  },
};

class Count implements CoverageCount {
  times = 0;
  private readonly facts: CoverageFacts;

  constructor(facts: CoverageFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent): void {
    if (event.cause !== REFILL && this.facts.paymentsOn.of(event.node) > 0) this.times++;
  }
}
