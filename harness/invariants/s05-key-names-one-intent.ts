import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const keyNamesOneIntent: Invariant = {
  id: 'S05',
  title: 'One key, one intent',
  promise:
    'The same tenant and idempotency key never lead to two intents, and no key leads to the intent of another key of the tenant (Safety S05).',
  kind: 'safety',
  checked: 'always',
  listens: ['request-submitted', 'response-received', 'intent-received'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Requests that used a key again. */
  examined = 0;
  private readonly facts: TrialFacts;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'request-submitted':
        if (event.state !== 'first') this.examined++;
        break;
      case 'intent-received': {
        const first = this.facts.intents[event.intent].key.intent;
        if (first !== event.intent)
          violated(
            `key ${event.cause} of tenant ${event.actor} made intent ${event.intent} after intent ${first}`,
            [first, event.intent],
          );
        break;
      }
      case 'response-received': {
        const key = this.facts.keys.current?.key;
        if (event.intent === -1 || key === undefined || key.intent === event.intent) return;
        if (key.intent === -1) {
          this.named(event, violated);
          return;
        }
        violated(
          `key ${event.cause} of tenant ${event.actor} belongs to intent ${key.intent}, the answer names intent ${event.intent}`,
          [key.intent, event.intent],
        );
        break;
      }
      default:
    }
  }

  /** The answer to a key without an intent names one: it belongs to another key, or to another tenant (S09). */
  private named(event: HistoryEvent, violated: Report): void {
    const owner = this.facts.intents[event.intent]?.key;
    if (owner?.tenant !== event.actor) return;
    violated(
      `key ${event.cause} of tenant ${event.actor} was answered (status ${event.state}) with intent ${event.intent} of key ${owner.text}`,
      [event.intent],
    );
  }
}
