import type { HistoryEvent } from '#reports/evidence/history';
import type { IntentFacts } from './fact-records.ts';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const viableSucceeds: Invariant = {
  id: 'L02',
  title: 'What can be paid is paid',
  promise:
    'With faults healed and a viable path within the fee cap, an intent received after heal (or one that used all its retries after heal) settles (Liveness L02). A refusal by policy, by a person or by the payee is not judged.',
  kind: 'liveness',
  checked: 'end',
  listens: ['viability-seen', 'invoice-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Intents that settled, or failed although the oracle found a path. */
  examined = 0;
  private readonly facts: TrialFacts;
  /** By intent: the cheapest fee that the oracle found last, -1 if it found no path. */
  private readonly cheapestMsat: (number | undefined)[] = [];
  /** Payment ordinals whose invoice can no longer be paid. */
  private readonly closed = new Set<number>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent): void {
    if (event.kind === 'viability-seen')
      this.cheapestMsat[event.intent] = event.state === 'viable' ? event.feeMsat : -1;
    else if (event.state === 'canceled' || event.state === 'expired') {
      const payment = this.facts.payment(event.hash);
      // Closed after the intent had ended: that is not why it failed.
      if (!this.facts.intents[payment.intent]?.terminal) this.closed.add(payment.ordinal);
    }
  }

  end(violated: Report): void {
    const { phases, intents } = this.facts;
    const retries = phases.bound('L02');
    if (retries === undefined || phases.calmSinceMs === Number.POSITIVE_INFINITY) return;
    for (const intent of intents) {
      if (intent === undefined || !intent.terminal || this.closed.has(intent.payment.ordinal)) continue;
      const { tried, before } = attemptsAfter(intent, phases.calmSinceMs);
      if (intent.receivedAtMs < phases.calmSinceMs && tried < retries) continue;
      if (intent.status === 'settled') this.examined++; // there was a path: it was paid over it
      if (!failedForRoute(intent)) continue;
      const feeMsat = this.cheapestMsat[intent.ordinal] ?? -1;
      if (feeMsat < 0) continue;
      this.examined++;
      violated(
        `${intent.status} although a path for ${intent.amountMsat} msat was open at a fee of ${feeMsat} msat (cap ${intent.feeCapMsat} msat); attempts: ${tried} after heal, ${before} before; the bound is ${retries}`,
        [intent.ordinal],
      );
    }
  }
}

function failedForRoute(intent: IntentFacts): boolean {
  if (intent.status === 'failed') return true;
  // Without an approval nobody tried to pay.
  return intent.status === 'expired' && (intent.approvalAtMs === -1 || intent.lastAttempt !== undefined);
}

function attemptsAfter(intent: IntentFacts, sinceMs: number): { tried: number; before: number } {
  let tried = 0;
  let before = 0;
  for (let attempt = intent.lastAttempt; attempt !== undefined; attempt = attempt.previous)
    if (attempt.openedAtMs >= sinceMs) tried++;
    else before++;
  return { tried, before };
}
