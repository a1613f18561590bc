import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const reconciliationConverges: Invariant = {
  id: 'L06',
  title: 'Reconciliation converges',
  promise:
    'When the bound after heal has passed, no node and ledger disagree about a payment, or the disagreement is in the exception queue, raised exactly once (Liveness L06).',
  kind: 'liveness',
  checked: 'end',
  listens: ['node-truth', 'exception-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Node records that were compared after the bound. */
  examined = 0;
  private readonly facts: TrialFacts;
  private readonly raised = new Set<number>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'exception-moved') {
      if (event.state === 'closed') this.raised.delete(event.intent);
      else if (this.raised.has(event.intent))
        violated(`raised to the exception queue again (${event.cause}) while it was in it`, [event.intent]);
      else this.raised.add(event.intent);
      return;
    }
    const { phases } = this.facts;
    const boundMs = phases.bound('L06');
    if (boundMs === undefined || phases.nowMs < phases.freeSinceMs + boundMs) return;
    const payment = this.facts.payment(event.hash);
    // What ended only now, the reconciler cannot know yet.
    if (phases.nowMs < payment.lastEndedAtMs + boundMs) return;
    this.examined++;
    const intent = this.facts.intents[payment.intent];
    const ledger = this.ledgerSays(event);
    if (ledger === '' || this.raised.has(payment.intent)) return;
    violated(
      `node ${event.node} says ${event.state} (${event.amountMsat} msat), the ledger ${ledger}, ${phases.nowMs - phases.freeSinceMs} ms after heal (bound ${boundMs} ms), and nobody was told (hash ${event.hash})`,
      intent === undefined ? [] : [intent.ordinal],
    );
  }

  /** How the ledger disagrees with a node's record; '' if it does not. */
  private ledgerSays(event: HistoryEvent): string {
    const intent = this.facts.intents[this.facts.payment(event.hash).intent];
    if (intent === undefined) return 'knows no such intent';
    if (event.state === 'settled') return intent.status === 'settled' ? '' : intent.status;
    if (event.state !== 'failed') return '';
    let open = false;
    for (let attempt = intent.lastAttempt; attempt !== undefined; attempt = attempt.previous) {
      if (attempt.node !== event.node) continue;
      if (attempt.state !== 'open') return '';
      open = true;
    }
    return open ? `has the attempt open, the intent ${intent.status}` : 'has no attempt through it';
  }
}
