import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import { notProcessed } from './key-book.ts';
import type { TrialFacts } from './trial-facts.ts';

export const crashConsistency: Invariant = {
  id: 'S32',
  title: 'Crash consistency',
  promise:
    'After every start the orchestrator goes on from what was durable before the crash: no intent is received a second time or denied to its client, none moves from an older state, no attempt is forgotten, counted again or overtaken while its end is not known (Safety S32). All other invariants hold across crashes as well; `partial-commit` crashes at every write boundary.',
  kind: 'safety',
  checked: 'always',
  listens: ['orchestrator-moved', 'intent-received', 'intent-moved', 'attempt-opened', 'response-received'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Intents that were open at a start after a crash. */
  examined = 0;
  private readonly facts: TrialFacts;
  private open = 0;
  /** When the present process started; -1: there was no crash yet. */
  private startedAtMs = -1;
  private crashed = false;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'orchestrator-moved':
        this.process(event);
        break;
      case 'intent-received':
        this.open++;
        if (this.startedAtMs >= 0) this.received(event, violated);
        break;
      case 'intent-moved':
        this.moved(event, violated);
        break;
      case 'attempt-opened':
        if (this.startedAtMs >= 0) this.opened(event, violated);
        break;
      default:
        if (this.startedAtMs >= 0) this.answered(event, violated);
    }
  }

  private process(event: HistoryEvent): void {
    if (event.state !== 'started') {
      this.crashed = true;
      return;
    }
    if (!this.crashed) return;
    this.crashed = false;
    this.startedAtMs = event.atMs;
    this.examined += this.open;
  }

  private received(event: HistoryEvent, violated: Report): void {
    const { key, payment } = this.facts.intents[event.intent];
    const known = key.intent !== event.intent ? key.intent : payment.intent;
    const before = this.facts.intents[known];
    if (before === undefined || known === event.intent || before.receivedAtMs > this.startedAtMs) return;
    violated(
      `received anew after the start at ${this.startedAtMs} ms, but intent ${known} with the same ${key.intent === known ? 'key' : 'payment hash'} was durable before it`,
      [known, event.intent],
    );
  }

  private moved(event: HistoryEvent, violated: Report): void {
    const intent = this.facts.intents[event.intent];
    if (intent === undefined) return;
    if (intent.terminal) this.open--;
    if (this.startedAtMs >= 0 && event.was !== intent.statusBefore)
      violated(
        `moved from ${event.was} after the start at ${this.startedAtMs} ms, but ${intent.statusBefore} was durable`,
        [event.intent],
      );
  }

  private opened(event: HistoryEvent, violated: Report): void {
    const before = this.facts.intents[event.intent]?.lastAttempt?.previous;
    if (before === undefined) return;
    if (event.attempt !== before.no + 1)
      violated(`attempt ${event.attempt} was opened when attempt ${before.no} was durable`, [event.intent]);
    else if (before.state === 'open' && before.openedAtMs <= this.startedAtMs)
      violated(
        `attempt ${event.attempt} was opened after the start at ${this.startedAtMs} ms while the end of attempt ${before.no} was not known`,
        [event.intent],
      );
  }

  private answered(event: HistoryEvent, violated: Report): void {
    const asked = this.facts.keys.current;
    const intent = asked === undefined ? undefined : this.facts.intents[asked.intentAtSubmit];
    if (asked === undefined || intent === undefined || asked.digest !== asked.key.origin) return;
    if (intent.receivedAtMs > this.startedAtMs) return;
    if (event.state === '409' || notProcessed(event.state) || event.state === intent.answerStatus) return;
    violated(
      `request ${event.request} repeats a key whose intent was durable before the start at ${this.startedAtMs} ms and was answered ${event.state}`,
      [intent.ordinal],
    );
  }
}
