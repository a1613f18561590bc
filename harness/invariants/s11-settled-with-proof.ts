import { hash } from 'node:crypto';
import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const settledWithProof: Invariant = {
  id: 'S11',
  title: 'Settled only with proof',
  promise:
    'An intent that is settled in the ledger has a stored preimage whose SHA-256 is its payment hash, and a payee released it in the world before (Safety S11).',
  kind: 'safety',
  checked: 'always',
  listens: ['attempt-resolved', 'intent-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;
  /** Intent → preimage that the ledger holds; only between the two events of a settlement. */
  private readonly preimages = new Map<number, string>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.state !== 'settled') return;
    if (event.kind === 'attempt-resolved') {
      this.preimages.set(event.intent, event.digest);
      return;
    }
    this.examined++;
    const preimage = this.preimages.get(event.intent);
    this.preimages.delete(event.intent);
    const payment = this.facts.intents[event.intent]?.payment;
    if (payment === undefined) return; // S10 says that it was never received
    if (preimage === undefined || preimage === '')
      violated(`settled in the ledger without a preimage (hash ${payment.hash})`, [event.intent]);
    else if (!proves(preimage, payment.hash))
      violated(`settled with preimage ${preimage}, which does not hash to ${payment.hash}`, [event.intent]);
    if (payment.paid === 0)
      violated(`settled in the ledger, but no payee was paid in the world (hash ${payment.hash})`, [
        event.intent,
      ]);
  }
}

function proves(preimage: string, paymentHash: string): boolean {
  const bytes = Buffer.from(preimage, 'hex');
  return bytes.length === 32 && hash('sha256', bytes, 'hex') === paymentHash;
}
