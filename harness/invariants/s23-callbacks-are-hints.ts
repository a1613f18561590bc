import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const callbacksAreHints: Invariant = {
  id: 'S23',
  title: 'Callbacks are hints',
  promise:
    'Stale, duplicate, reordered or late callbacks change nothing by themselves: what the ledger knows of a payment that got callbacks rests on a node answer, is not rewritten, and ends as the world says (Safety S23).',
  kind: 'safety',
  checked: 'quiescence',
  listens: ['callback-delivered', 'attempt-resolved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Callbacks. */
  examined = 0;
  private readonly facts: TrialFacts;
  /** By payment ordinal: what the last callback claimed. */
  private readonly claimed: (string | undefined)[] = [];
  private readonly claims = new Map<string, Map<string, string>>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'callback-delivered') {
      this.examined++;
      this.claimed[this.facts.payment(event.hash).ordinal] = this.claimOf(event);
      return;
    }
    if (event.state !== 'settled' && event.state !== 'failed') return;
    const attempt = this.facts.attempt(event.intent, event.attempt);
    if (attempt === undefined) return;
    if (attempt.stateBefore !== 'open' && attempt.stateBefore !== event.state)
      violated(
        `attempt ${event.attempt} became ${event.state} in the ledger after it had been ${attempt.stateBefore}`,
        [event.intent],
      );
    const claim = this.claimed[this.facts.payment(event.hash).ordinal];
    if (claim === undefined || event.actor === 'operator') return;
    if (event.state === 'settled' ? attempt.saidSettled : attempt.provedFailed) return;
    violated(
      `attempt ${event.attempt} became ${event.state} after a callback said ${claim}; no node answer says so`,
      [event.intent],
    );
  }

  /** One text for every callback that says the same: a long trial has a hundred thousand of them. */
  private claimOf({ state, cause }: HistoryEvent): string {
    let claims = this.claims.get(state);
    if (claims === undefined) {
      claims = new Map();
      this.claims.set(state, claims);
    }
    let claim = claims.get(cause);
    if (claim === undefined) {
      claim = `${state} (${cause})`;
      claims.set(cause, claim);
    }
    return claim;
  }

  end(violated: Report): void {
    for (const payment of this.facts.payments) {
      const claim = this.claimed[payment.ordinal];
      if (claim === undefined) continue;
      const intent = this.facts.intents[payment.intent];
      if (intent === undefined || !intent.terminal || intent.lastAttempt === undefined) continue;
      if ((intent.status === 'settled') === payment.moved) continue;
      violated(
        `the last callback said ${claim}; the ledger ended ${intent.status}, payments settled in the world: ${payment.settled}, payees took ${payment.paidMsat} msat (hash ${payment.hash})`,
        [intent.ordinal],
      );
    }
  }
}
