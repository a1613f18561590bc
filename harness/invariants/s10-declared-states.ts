import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

/**
 * The declared graph, written down a second time on purpose: an oracle that reads the graph from the suspect would
 * follow it into every mistake. A test compares the two.
 */
export const DECLARED_MOVES: Readonly<Record<string, readonly string[]>> = {
  received: ['declined', 'awaiting_approval', 'ready', 'failed', 'expired'],
  awaiting_approval: ['ready', 'declined', 'expired', 'canceled'],
  ready: ['in_flight', 'failed', 'expired', 'canceled', 'declined'],
  in_flight: ['settled', 'failed', 'in_doubt', 'ready', 'expired'],
  in_doubt: ['settled', 'failed', 'in_flight', 'ready', 'expired'],
  settled: [],
  failed: [],
  declined: [],
  expired: [],
  canceled: [],
};

export const declaredStates: Invariant = {
  id: 'S10',
  title: 'Declared states only',
  promise:
    'An intent moves only along the declared graph of states, and terminal states absorb (Safety S10).',
  kind: 'safety',
  checked: 'always',
  listens: ['intent-received', 'intent-moved', 'attempt-opened'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;
  private readonly status: (string | undefined)[] = [];

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'intent-received') {
      this.status[event.intent] = 'received';
      return;
    }
    if (event.kind === 'attempt-opened') {
      const intent = this.facts.intents[event.intent];
      if (intent?.terminal)
        violated(`attempt ${event.attempt} was opened after ${intent.status}`, [event.intent]);
      return;
    }
    this.examined++;
    const from = this.status[event.intent];
    this.status[event.intent] = event.state;
    if (from === undefined) violated(`moved to ${event.state} before it was received`, [event.intent]);
    else if (from !== event.was)
      violated(`moved from ${event.was} to ${event.state} while it was ${from}`, [event.intent]);
    else if (!DECLARED_MOVES[from]?.includes(event.state))
      violated(`moved from ${from} to ${event.state}, which the graph does not have`, [event.intent]);
  }
}
