import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const failedStaysUnpaid: Invariant = {
  id: 'S12',
  title: 'Failed stays unpaid',
  promise:
    'Of an intent that is failed, expired, canceled or declined in the ledger, nothing is or later becomes settled in the world (Safety S12).',
  kind: 'safety',
  checked: 'quiescence',
  listens: ['intent-moved', 'invoice-paid', 'payment-ended'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Intents that ended unpaid. */
  examined = 0;
  private readonly facts: TrialFacts;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'intent-moved') {
      const intent = this.facts.intents[event.intent];
      if (intent === undefined || !intent.terminal || intent.status === 'settled') return;
      this.examined++;
      const { payment } = intent;
      // Another intent's payment of the same hash is not this one's, unless it dispatched as well.
      const own = payment.intent === event.intent || intent.lastAttempt !== undefined;
      if (own && payment.moved)
        violated(
          `${intent.status} in the ledger, but paid in the world: payees took ${payment.paidMsat} msat (hash ${payment.hash})`,
          [event.intent],
        );
      return;
    }
    if (event.kind === 'payment-ended' && event.state !== 'settled') return;
    const payment = this.facts.payment(event.hash);
    const intent = this.facts.intents[payment.intent];
    if (intent === undefined || !intent.terminal || intent.status === 'settled' || payment.begun === 0)
      return;
    violated(
      `${event.kind} of ${event.amountMsat} msat, ${event.atMs - intent.movedAtMs} ms after the ledger said ${intent.status} (hash ${event.hash})`,
      [intent.ordinal],
    );
  }
}
