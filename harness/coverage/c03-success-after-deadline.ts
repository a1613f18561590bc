import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageFacts } from './coverage-facts.ts';
import type { CoverageCount, CoverageItem } from './coverage-item.ts';

export const successAfterDeadline: CoverageItem = {
  id: 'C03',
  title: 'Stale success after the local deadline',
  meaning: "The ledger learnt that an attempt settled after the intent's own deadline had passed.",
  source: 'properties-and-faults.md, Coverage C03',
  needs: { faults: ['net.response_lost', 'ln.payee_hold', 'ln.htlc_stuck', 'orch.', 'store.'] },
  counted: {
    listens: ['attempt-resolved'],
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
    if (event.state !== 'settled') return;
    const slot = this.facts.slotOf(event.intent);
    if (slot !== -1 && event.atMs > this.facts.deadlineMs[slot]) this.times++;
  }
}
