import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageFacts } from './coverage-facts.ts';
import type { CoverageCount, CoverageItem } from './coverage-item.ts';

export const policyChangedBeforeDispatch: CoverageItem = {
  id: 'C09',
  title: 'Policy changed between decision and dispatch',
  meaning:
    'The policy was replaced after an intent had been decided on and before it was sent: what was about to leave was decided again, or left under the old decision (which S19 judges).',
  source: 'properties-and-faults.md, Coverage C09',
  needs: { faults: ['policy.'] },
  counted: {
    listens: ['control-moved', 'policy-decided', 'attempt-opened'],
    start: (facts) => new Count(facts),
  },
};

class Count implements CoverageCount {
  times = 0;
  private readonly facts: CoverageFacts;
  /** How often the policy was replaced so far. */
  private edition = 0;
  /** By slot: the edition that it was decided under, -1 not decided. */
  private readonly decidedUnder: number[] = [];

  constructor(facts: CoverageFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent): void {
    if (event.kind === 'control-moved') {
      if (event.state === 'policy_replaced') this.edition++;
      return;
    }
    const slot = this.facts.slotOf(event.intent);
    if (slot === -1) return;
    while (this.decidedUnder.length <= slot) this.decidedUnder.push(-1);
    const before = this.decidedUnder[slot];
    if (before !== -1 && before < this.edition) this.times++;
    if (before !== -1 || event.kind === 'policy-decided') this.decidedUnder[slot] = this.edition;
  }
}
