import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const onePaymentAtATime: Invariant = {
  id: 'S02',
  title: 'One payment at a time',
  promise:
    'At any time at most one payment of an intent is begun and not ended in the world, over all nodes (Safety S02).',
  kind: 'safety',
  checked: 'always',
  listens: ['payment-begun'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    this.examined++;
    const payment = this.facts.payment(event.hash);
    if (payment.open <= 1) return;
    violated(
      `node ${event.node} began a payment of ${event.amountMsat} msat while one begun on node ${payment.openNode} was not ended: ${payment.open} open at once (hash ${event.hash})`,
      payment.intent === -1 ? [] : [payment.intent],
    );
  }
}
