import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const reconcilerSettlesOnce: Invariant = {
  id: 'S17',
  title: 'The reconciler settles once',
  promise:
    'The end of an attempt enters the ledger once and never after its intent has ended, no attempt is raised to the exception queue twice, and a pass of the reconciler over a world in which nothing has happened since the last two changes nothing (Safety S17).',
  kind: 'safety',
  checked: 'always',
  listens: [
    'reconciler-ran',
    'attempt-resolved',
    'exception-moved',
    'intent-received',
    'intent-moved',
    'attempt-opened',
    'call-sent',
    'call-answered',
    'payment-begun',
    'payment-ended',
    'node-moved',
    'orchestrator-moved',
  ],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Attempts that ended, and passes over a world at rest. */
  examined = 0;
  private readonly facts: TrialFacts;
  /** By intent: the attempt for which it was raised last, 0 before the first. */
  private readonly raisedFor = new Map<number, number>();
  /** Passes in a row with nothing between them. The first may have read a node before the last thing happened. */
  private passes = 0;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'reconciler-ran') {
      this.ran(event, violated);
      return;
    }
    this.passes = 0;
    if (event.kind === 'attempt-resolved') this.resolved(event, violated);
    else if (event.kind === 'exception-moved' && event.state === 'raised') this.raise(event, violated);
  }

  private ran(event: HistoryEvent, violated: Report): void {
    if (this.passes >= 2) {
      this.examined++;
      if (event.feeMsat > 0)
        violated(`the reconciler made ${event.feeMsat} changes although nothing had happened for two passes`);
    }
    this.passes++;
  }

  private resolved(event: HistoryEvent, violated: Report): void {
    const intent = this.facts.intents[event.intent];
    const attempt = this.facts.attempt(event.intent, event.attempt);
    if (intent === undefined || attempt === undefined) return;
    const ends = event.state === 'settled' || event.state === 'failed';
    if (ends) this.examined++;
    if (ends && attempt.stateBefore !== 'open')
      violated(
        `attempt ${event.attempt} was written down as ${event.state} after it was ${attempt.stateBefore} (${event.actor})`,
        [event.intent],
      );
    else if (intent.terminal)
      violated(`attempt ${event.attempt} became ${event.state} after its intent was ${intent.status}`, [
        event.intent,
      ]);
  }

  private raise(event: HistoryEvent, violated: Report): void {
    if (event.intent === -1) return;
    const no = this.facts.intents[event.intent]?.lastAttempt?.no ?? 0;
    if (this.raisedFor.get(event.intent) === no)
      violated(`raised to the exception queue a second time for attempt ${no} (${event.cause})`, [
        event.intent,
      ]);
    this.raisedFor.set(event.intent, no);
  }
}
