import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageFacts } from './coverage-facts.ts';
import type { CoverageCount, CoverageItem } from './coverage-item.ts';

/** Two parts of the least size that payers send (LND `DefaultShardMinAmt`, 10,000 sat). */
const SPLITS_FROM_SAT = 20_000;

export const partialPayment: CoverageItem = {
  id: 'C06',
  title: 'Multi-part payment in pieces',
  meaning:
    'One part of a multi-part payment failed, and the payment ended (settled or failed) only later: for a while some parts were out and some were not.',
  source: 'properties-and-faults.md, Coverage C06',
  needs: { faults: [], amountSat: SPLITS_FROM_SAT },
  counted: {
    listens: ['route-failed', 'payment-ended'],
    start: (facts) => new Count(facts),
  },
};

class Count implements CoverageCount {
  times = 0;
  private readonly facts: CoverageFacts;
  /** By slot: when the first part failed, -1 none. */
  private readonly brokeAtMs: number[] = [];

  constructor(facts: CoverageFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent): void {
    const slot = this.facts.slotOfHash(event.hash);
    if (slot === -1) return;
    while (this.brokeAtMs.length <= slot) this.brokeAtMs.push(-1);
    const brokeAtMs = this.brokeAtMs[slot];
    if (event.kind === 'route-failed') {
      const isPart = event.amountMsat < this.facts.amountMsat[slot];
      if (isPart && brokeAtMs === -1) this.brokeAtMs[slot] = event.atMs;
      return;
    }
    if (brokeAtMs !== -1 && event.atMs > brokeAtMs) this.times++;
    this.brokeAtMs[slot] = -1;
  }
}
