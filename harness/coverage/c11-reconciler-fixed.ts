import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageCount, CoverageItem } from './coverage-item.ts';

export const reconcilerFixed: CoverageItem = {
  id: 'C11',
  title: 'Reconciler found and fixed a discrepancy',
  meaning:
    'A pass of the reconciler found that ledger and nodes disagree and acted; a later pass found fewer discrepancies.',
  source: 'properties-and-faults.md, Coverage C11',
  needs: { faults: ['net.response_lost', 'orch.', 'store.'] },
  counted: { listens: ['reconciler-ran'], start: () => new Count() },
};

class Count implements CoverageCount {
  times = 0;
  /** Discrepancies of the last pass that acted, 0 none. */
  private found = 0;

  step({ amountMsat: discrepancies, feeMsat: changes }: HistoryEvent): void {
    if (this.found > 0 && discrepancies < this.found) this.times++;
    this.found = changes > 0 || (this.found > 0 && discrepancies === this.found) ? discrepancies : 0;
  }
}
