import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const keysStayInTheirTenant: Invariant = {
  id: 'S09',
  title: 'Keys stay in their tenant',
  promise: "A tenant's idempotency key never reads or affects an intent of another tenant (Safety S09).",
  kind: 'safety',
  checked: 'always',
  listens: ['response-received', 'intent-received'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** First requests under a key text that another tenant's intent already used. */
  examined = 0;
  private readonly facts: TrialFacts;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'intent-received') {
      if (!this.facts.intents[event.intent].key.everAsked)
        violated(`an intent of tenant ${event.actor} under key ${event.cause} that it never sent`, [
          event.intent,
        ]);
      return;
    }
    const named = this.facts.intents[event.intent];
    if (named !== undefined && named.tenant !== event.actor) {
      violated(
        `tenant ${event.actor} was answered (status ${event.state}) with intent ${named.ordinal} of tenant ${named.tenant}, key ${event.cause}`,
        [named.ordinal],
      );
      return;
    }
    const asked = this.facts.keys.current;
    if (asked === undefined || !asked.takenElsewhere || !asked.firstUse) return;
    this.examined++;
    const refused = event.state === '409' || event.state === '422';
    // A hash that another intent owns is refused for that reason, whatever the key.
    const alone = this.facts.payment(asked.hash).intent === -1;
    if (refused && alone && event.intent === -1)
      violated(
        `the first request of tenant ${event.actor} under key ${event.cause} was answered ${event.state} because another tenant uses that key`,
      );
  }
}
