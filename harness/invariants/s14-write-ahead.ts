import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const writeAhead: Invariant = {
  id: 'S14',
  title: 'Write-ahead',
  promise:
    'No payment leaves for a node before the record of its attempt (hash, node, amount, fee limit) is durable, and none is sent again before a record of that is (Safety S14).',
  kind: 'safety',
  checked: 'always',
  listens: ['call-sent'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.state !== 'pay') return;
    this.examined++;
    const intents = event.intent === -1 ? [] : [event.intent];
    const record = this.facts.attempt(event.intent, event.attempt);
    if (record === undefined) {
      violated(
        `pay call ${event.request} of ${event.amountMsat} msat left for node ${event.node} with no durable record of attempt ${event.attempt} (hash ${event.hash})`,
        intents,
      );
      return;
    }
    const same =
      record.node === event.node &&
      record.hash === event.hash &&
      record.amountMsat === event.amountMsat &&
      record.limitMsat === event.limitMsat;
    if (!same)
      violated(
        `pay call ${event.request} (node ${event.node}, ${event.amountMsat} msat, limit ${event.limitMsat} msat, hash ${event.hash}) differs from its record (node ${record.node}, ${record.amountMsat} msat, limit ${record.limitMsat} msat, hash ${record.hash})`,
        intents,
      );
    if (record.pays > 1 + record.resends)
      violated(
        `attempt ${event.attempt} left for node ${event.node} ${record.pays} times, ${1 + record.resends} durable record(s) allow it`,
        intents,
      );
  }
}
