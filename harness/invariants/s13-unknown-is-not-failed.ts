import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const unknownIsNotFailed: Invariant = {
  id: 'S13',
  title: 'Unknown is never failed',
  promise:
    'After a dispatch, an attempt is failed in the ledger, and its intent left for a terminal state or another attempt, only on the word of a node (or an operator with proof), never on a transport error or a timer (Safety S13; adapters.md §1 (2), (4)).',
  kind: 'safety',
  checked: 'always',
  listens: ['call-answered', 'attempt-resolved', 'intent-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Pay calls whose outcome was not known. */
  examined = 0;
  private readonly facts: TrialFacts;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'call-answered':
        if (event.state === 'unknown') this.examined++;
        break;
      case 'attempt-resolved': {
        if (event.state !== 'failed' || event.actor === 'operator') return;
        const attempt = this.facts.attempt(event.intent, event.attempt);
        if (attempt === undefined || attempt.provedFailed) return;
        const heard = attempt.saidUnknown ? 'the only answer was "unknown"' : 'no node had answered';
        violated(
          `attempt ${event.attempt} on node ${event.node} is failed (${event.cause}) in the ledger, but ${heard}; empty look-ups: ${attempt.emptyReads}`,
          [event.intent],
        );
        break;
      }
      default: {
        const intent = this.facts.intents[event.intent];
        if (intent === undefined || event.state === 'settled') return;
        if (!intent.terminal && event.state !== 'ready') return;
        const attempt = intent.lastAttempt;
        if (attempt === undefined || attempt.state !== 'open' || attempt.pays === 0) return;
        violated(
          `moved to ${event.state} (${event.cause}) while the end of attempt ${attempt.no} on node ${attempt.node} was not known`,
          [event.intent],
        );
      }
    }
  }
}
