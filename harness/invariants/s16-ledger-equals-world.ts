import type { HistoryEvent } from '#reports/evidence/history';
import type { AttemptFacts, IntentFacts, PaymentFacts } from './fact-records.ts';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const ledgerEqualsWorld: Invariant = {
  id: 'S16',
  title: 'Ledger equals world',
  promise:
    'At the end, every payment that a node records as settled or failed is in the ledger exactly once, with the same amount and fee, and every attempt that the ledger calls settled is settled at its node (Safety S16).',
  kind: 'safety',
  checked: 'quiescence',
  listens: ['node-truth'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;
  /** By payment ordinal: the node that records it as settled. */
  private readonly settledAt: (number | undefined)[] = [];

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    this.examined++;
    const payment = this.facts.payment(event.hash);
    if (event.state === 'settled') this.settledAt[payment.ordinal] = event.node;
    const intent = this.facts.intents[payment.intent];
    const attempts = new AttemptsThrough(intent, event.node);
    const { settled, open } = attempts;
    if (intent === undefined || !attempts.any) {
      const whose = intent === undefined ? [] : [intent.ordinal];
      violated(
        `node ${event.node} records a payment of ${event.amountMsat} msat as ${event.state}, the ledger has no attempt through it (hash ${event.hash})`,
        whose,
      );
      return;
    }
    const waits = open && intent.exceptionOpen;
    if (event.state === 'settled') {
      if (settled.length > 1)
        violated(`settled once at node ${event.node}, ${settled.length} times in the ledger`, [
          intent.ordinal,
        ]);
      else if (settled.length === 1) this.compare(event, settled[0], violated);
      else if (!waits)
        violated(
          `node ${event.node} settled ${event.amountMsat} msat (fee ${event.feeMsat} msat), in the ledger the attempt is ${open ? 'open and in no queue' : 'failed'}, the intent ${intent.status}`,
          [intent.ordinal],
        );
    } else if (event.state === 'failed') {
      if (settled.length > 0 && payment.settled === 0)
        violated(`failed at node ${event.node}, settled in the ledger`, [intent.ordinal]);
      else if (settled.length === 0 && !attempts.failed && !waits)
        violated(
          `failed at node ${event.node}, in the ledger the attempt is open and in no queue, the intent ${intent.status}`,
          [intent.ordinal],
        );
    }
  }

  end(violated: Report): void {
    if (this.examined === 0) return; // the nodes were not asked
    for (const intent of this.facts.intents) {
      for (let attempt = intent?.lastAttempt; attempt !== undefined; attempt = attempt.previous)
        if (attempt.state === 'settled' && !this.knownToNode(intent.payment, attempt))
          violated(
            `attempt ${attempt.no} is settled in the ledger, node ${attempt.node} has no settled payment of it (hash ${attempt.hash})`,
            [intent.ordinal],
          );
    }
  }

  private compare(event: HistoryEvent, attempt: AttemptFacts, violated: Report): void {
    const feeDiffers = attempt.feeMsat !== -1 && attempt.feeMsat !== event.feeMsat;
    if (attempt.amountMsat !== event.amountMsat || feeDiffers)
      violated(
        `node ${event.node} settled ${event.amountMsat} msat with a fee of ${event.feeMsat} msat, the ledger says ${attempt.amountMsat} msat and ${attempt.feeMsat} msat`,
        [attempt.intent],
      );
  }

  /**
   * A daemon may forget a payment that it made (ldk-observed.md), or be dead before it learns that the payee took the
   * money: the network remembers how it ended, or that it is out through that node and paid.
   */
  private knownToNode(payment: PaymentFacts, attempt: AttemptFacts): boolean {
    return (
      this.settledAt[payment.ordinal] === attempt.node ||
      (payment.settled > 0 && payment.settledNode === attempt.node) ||
      (payment.open > 0 && payment.paid > 0 && payment.openNode === attempt.node)
    );
  }
}

/** The ledger's attempts of an intent through one node. */
class AttemptsThrough {
  readonly settled: AttemptFacts[] = [];
  any = false;
  open = false;
  failed = false;

  constructor(intent: IntentFacts | undefined, node: number) {
    for (let attempt = intent?.lastAttempt; attempt !== undefined; attempt = attempt.previous) {
      if (attempt.node !== node) continue;
      this.any = true;
      if (attempt.state === 'settled') this.settled.push(attempt);
      else if (attempt.state === 'open') this.open = true;
      else this.failed = true;
    }
  }
}
