import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

/** What invented callbacks said about one payment. */
interface Lies {
  settled: boolean;
  failed: boolean;
}

export const callbackAuthenticity: Invariant = {
  id: 'S24',
  title: 'Callback authenticity',
  promise:
    'An invented callback (wrong hash, wrong node, forged claim) changes nothing: nobody is asked or paid about a hash that the ledger does not hold, no node is asked that has no attempt of it, and what the callback claims enters the ledger only if a node, asked, says the same (Safety S24).',
  kind: 'safety',
  checked: 'always',
  listens: ['callback-delivered', 'call-sent', 'attempt-opened', 'attempt-resolved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Invented callbacks. */
  examined = 0;
  private readonly facts: TrialFacts;
  private readonly lies = new Map<string, Lies>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'callback-delivered') {
      if (event.cause === 'forged') this.note(event);
      return;
    }
    if (this.lies.size === 0) return;
    const lies = this.lies.get(event.hash);
    if (lies === undefined) return;
    switch (event.kind) {
      case 'call-sent':
        this.sent(event, violated);
        break;
      case 'attempt-opened':
        if (event.intent === -1)
          violated(`an attempt was opened for hash ${event.hash}, which only a forged callback names`);
        break;
      default:
        this.resolved(event, lies, violated);
    }
  }

  private note(event: HistoryEvent): void {
    this.examined++;
    let lies = this.lies.get(event.hash);
    if (lies === undefined) {
      lies = { settled: false, failed: false };
      this.lies.set(event.hash, lies);
    }
    if (event.state === 'settled') lies.settled = true;
    else if (event.state === 'failed') lies.failed = true;
  }

  private sent(event: HistoryEvent, violated: Report): void {
    const intent = this.facts.intents[event.intent];
    if (intent === undefined) {
      violated(
        `${event.state} call ${event.request} left for node ${event.node} about hash ${event.hash}, which the ledger does not hold, after a forged callback`,
      );
      return;
    }
    for (let attempt = intent.lastAttempt; attempt !== undefined; attempt = attempt.previous)
      if (attempt.node === event.node) return;
    violated(
      `${event.state} call ${event.request} left for node ${event.node}, through which the intent has no attempt, after a forged callback`,
      [event.intent],
    );
  }

  private resolved(event: HistoryEvent, lies: Lies, violated: Report): void {
    if (event.actor === 'operator') return;
    const attempt = this.facts.attempt(event.intent, event.attempt);
    if (attempt === undefined) return;
    const believed =
      (event.state === 'settled' && lies.settled && !attempt.saidSettled) ||
      (event.state === 'failed' && lies.failed && !attempt.provedFailed);
    if (believed)
      violated(
        `attempt ${event.attempt} became ${event.state} as a forged callback claimed; no node answer says so`,
        [event.intent],
      );
  }
}
