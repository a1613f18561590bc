import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const noDoubleSettlement: Invariant = {
  id: 'S01',
  title: 'No double settlement',
  promise:
    'Over all payer nodes, a payment hash settles at most once in the world, and payees take at most the amount of the intent (Safety S01).',
  kind: 'safety',
  checked: 'always',
  listens: ['invoice-paid', 'payment-ended'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'payment-ended' && event.state !== 'settled') return;
    const payment = this.facts.payment(event.hash);
    this.examined++;
    const intents = payment.intent === -1 ? [] : [payment.intent];
    const amountMsat = this.facts.intents[payment.intent]?.amountMsat ?? Number.POSITIVE_INFINITY;
    if (event.kind === 'invoice-paid') {
      if (payment.paidMsat > amountMsat)
        violated(
          `payees took ${payment.paidMsat} msat for an intent of ${amountMsat} msat (hash ${event.hash})`,
          intents,
        );
      return;
    }
    if (payment.settled > 1)
      violated(
        `${payment.settled} payments of one hash settled, the last through node ${event.node}: ${payment.settledMsat} msat in all (hash ${event.hash})`,
        intents,
      );
    else if (payment.settledMsat > amountMsat)
      violated(
        `a payment of ${payment.settledMsat} msat settled for an intent of ${amountMsat} msat (hash ${event.hash})`,
        intents,
      );
  }
}
