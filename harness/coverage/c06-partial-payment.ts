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
  /** By slot: when the first part failed. */
  private readonly brokeAtMs = new Map<number, number>();

  constructor(facts: CoverageFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent): void {
    const ended = event.kind === 'payment-ended';
    if (ended && this.brokeAtMs.size === 0) return;
    const slot = this.facts.slotOfHash(event.hash);
    if (slot === -1) return;
    const brokeAtMs = this.brokeAtMs.get(slot);
    if (!ended) {
      const isPart = event.amountMsat < this.facts.amountMsat[slot];
      if (isPart && brokeAtMs === undefined) this.brokeAtMs.set(slot, event.atMs);
      return;
    }
    if (brokeAtMs === undefined) return;
    if (event.atMs > brokeAtMs) this.times++;
    this.brokeAtMs.delete(slot);
  }
}
