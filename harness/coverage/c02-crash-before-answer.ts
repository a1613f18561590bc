import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageFacts } from './coverage-facts.ts';
import type { CoverageCount, CoverageItem } from './coverage-item.ts';

export const crashBeforeAnswer: CoverageItem = {
  id: 'C02',
  title: 'Crash between dispatch and durable response',
  meaning:
    'The orchestrator died while at least one pay call had left and nothing about its outcome was durable: after the restart only the node knows.',
  source: 'properties-and-faults.md, Coverage C02',
  needs: { faults: ['orch.crash_at', 'store.commit_unknown', 'store.partial_commit'] },
  counted: {
    listens: ['call-sent', 'attempt-resolved', 'orchestrator-moved'],
    start: (facts) => new Count(facts),
  },
};

class Count implements CoverageCount {
  times = 0;
  private readonly facts: CoverageFacts;
  /** Slots of which a pay call has left and the ledger holds no word about it. */
  private readonly waiting = new Set<number>();

  constructor(facts: CoverageFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent): void {
    if (event.kind === 'orchestrator-moved') {
      if (event.state === 'crashed' && this.waiting.size > 0) this.times++;
      return;
    }
    const slot = this.facts.slotOf(event.intent);
    if (slot === -1) return;
    if (event.kind === 'attempt-resolved') this.waiting.delete(slot);
    else if (event.state === 'pay') this.waiting.add(slot);
  }
}
