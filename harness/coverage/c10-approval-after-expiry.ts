import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageFacts } from './coverage-facts.ts';
import type { CoverageCount, CoverageItem } from './coverage-item.ts';

export const approvalAfterExpiry: CoverageItem = {
  id: 'C10',
  title: 'Approval granted after expiry',
  meaning:
    'A person was to approve an intent only after its approval had run out, and it did run out: the intent expired, or was wrongly opened. A late approval that changes nothing leaves no record of its own.',
  source: 'properties-and-faults.md, Coverage C10',
  needs: { faults: ['human.late'] },
  counted: {
    listens: ['fault-touched', 'approval-moved', 'intent-moved'],
    start: (facts) => new Count(facts),
  },
};

class Count implements CoverageCount {
  times = 0;
  private readonly facts: CoverageFacts;
  /** By slot: whether its approver is late. */
  private readonly isLate: boolean[] = [];

  constructor(facts: CoverageFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent): void {
    if (event.kind === 'fault-touched') {
      if (event.state === 'human.late') this.mark(this.facts.slotOfHash(event.hash));
      return;
    }
    const slot = this.facts.slotOf(event.intent);
    if (slot === -1 || slot >= this.isLate.length || !this.isLate[slot]) return;
    if (event.state !== 'expired' && event.state !== 'given') return;
    this.times++;
    this.isLate[slot] = false;
  }

  private mark(slot: number): void {
    if (slot === -1) return;
    while (this.isLate.length <= slot) this.isLate.push(false);
    this.isLate[slot] = true;
  }
}
