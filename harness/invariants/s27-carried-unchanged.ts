import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const carriedUnchanged: Invariant = {
  id: 'S27',
  title: 'Carried unchanged',
  promise:
    'Amount, payment hash, fee cap, payee and content digest are the same in what the client sent, in the intent, in the attempt and in what left for the node (Safety S27).',
  kind: 'safety',
  checked: 'always',
  listens: ['intent-received', 'attempt-opened', 'call-sent'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    const intent = this.facts.intents[event.intent];
    if (intent === undefined || (event.kind === 'call-sent' && event.state !== 'pay')) return;
    this.examined++;
    if (event.kind === 'intent-received') {
      if (intent.key.everAsked && intent.key.intent === event.intent && !intent.key.faithful)
        violated(
          `the intent (${event.amountMsat} msat, cap ${event.limitMsat}, payee ${event.peer}, hash ${event.hash}) is not what any request under key ${event.cause} asked`,
          [event.intent],
        );
      return;
    }
    const where = `${event.kind} of attempt ${event.attempt}`;
    if (event.digest !== intent.contentDigest)
      violated(`${where} has content digest ${event.digest}, the intent ${intent.contentDigest}`, [
        event.intent,
      ]);
    if (event.amountMsat !== intent.amountMsat)
      violated(`${where} has ${event.amountMsat} msat, the intent ${intent.amountMsat} msat`, [event.intent]);
    if (event.hash !== intent.payment.hash)
      violated(`${where} has hash ${event.hash}, the intent ${intent.payment.hash}`, [event.intent]);
  }
}
