import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import { notProcessed } from './key-book.ts';
import type { TrialFacts } from './trial-facts.ts';

export const alteredContentRefused: Invariant = {
  id: 'S06',
  title: 'Altered content is refused',
  promise:
    'A request that uses a key of a durable intent with other content is answered 422 and leaves nothing in the ledger or the world (Safety S06).',
  kind: 'safety',
  checked: 'always',
  listens: ['request-submitted', 'response-received', 'intent-received', 'call-sent', 'payment-begun'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;
  /** Payment hashes that only refused requests named → the intent whose key they used. */
  private readonly refused = new Map<string, number>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'request-submitted':
        this.submitted(event);
        break;
      case 'response-received':
        this.answered(event, violated);
        break;
      case 'intent-received': {
        const { key } = this.facts.intents[event.intent];
        if (key.intent !== event.intent && key.altered)
          violated(`altered content under key ${event.cause} made intent ${event.intent}`, [
            key.intent,
            event.intent,
          ]);
        break;
      }
      default: {
        if (this.refused.size === 0) return;
        const owner = this.refused.get(event.hash);
        if (owner === undefined || this.facts.payment(event.hash).intent !== -1) return;
        violated(
          `${event.kind} on node ${event.node} for hash ${event.hash} of a request with altered content`,
          [owner],
        );
      }
    }
  }

  private submitted(event: HistoryEvent): void {
    if (event.state !== 'altered') return;
    const asked = this.facts.keys.asked(event.request);
    const intent = asked === undefined ? undefined : this.facts.intents[asked.intentAtSubmit];
    if (intent !== undefined && intent.payment.hash !== event.hash)
      this.refused.set(event.hash, intent.ordinal);
  }

  private answered(event: HistoryEvent, violated: Report): void {
    const asked = this.facts.keys.current;
    if (asked === undefined || asked.intentAtSubmit === -1) return;
    const { origin } = asked.key;
    if (origin === '' || asked.digest === origin) return;
    this.examined++;
    if (event.state === '422' || notProcessed(event.state)) return;
    violated(
      `request ${event.request} used key ${event.cause} with other content and was answered ${event.state}, not 422`,
      [asked.intentAtSubmit],
    );
  }
}
