import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageCount, CoverageItem } from './coverage-item.ts';

export const approvalAfterExpiry: CoverageItem = {
  id: 'C10',
  title: 'Approval granted after expiry',
  meaning: 'A person approved an intent when its request for approval had run out.',
  source: 'properties-and-faults.md, Coverage C10',
  needs: { faults: ['human.late'] },
  counted: { listens: ['person-acted'], start: () => new Count() },
};

class Count implements CoverageCount {
  times = 0;

  step({ state, atMs, limitMsat }: HistoryEvent): void {
    if (state === 'approved' && atMs >= limitMsat) this.times++;
  }
}
