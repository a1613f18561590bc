import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import { notProcessed } from './key-book.ts';
import type { TrialFacts } from './trial-facts.ts';

export const retryWhileRunning: Invariant = {
  id: 'S08',
  title: 'Retry while running',
  promise:
    'A retry with the same key and content while the intent runs is answered 409 or names the same intent, and makes no second dispatch (Safety S08).',
  kind: 'safety',
  checked: 'always',
  listens: ['response-received', 'call-sent', 'call-answered', 'orchestrator-moved'],
  start: (facts) => new Run(facts),
};

interface Paying {
  readonly call: number;
  readonly attempt: number;
  readonly resends: number;
}

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;
  /** Intent → its pay call that is not answered yet, the attempt that it was for, and how often that was sent on record. */
  private readonly paying = new Map<number, Paying>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'response-received':
        this.answered(event, violated);
        break;
      case 'call-sent':
        if (event.state === 'pay') this.dispatched(event, violated);
        break;
      case 'call-answered':
        if (this.paying.get(event.intent)?.call === event.request) this.paying.delete(event.intent);
        break;
      default:
        this.paying.clear(); // the process that waited for the answers is gone
    }
  }

  private answered(event: HistoryEvent, violated: Report): void {
    const asked = this.facts.keys.current;
    if (asked === undefined || asked.intentAtSubmit === -1 || asked.finishedAtSubmit) return;
    if (asked.digest !== asked.key.origin) return;
    this.examined++;
    if (event.state === '409' || notProcessed(event.state)) return;
    if (event.intent === asked.intentAtSubmit) return;
    const intent = this.facts.intents[asked.intentAtSubmit];
    if (event.state === intent.answerStatus && event.digest === intent.answerBody) return;
    const names = event.intent === -1 ? 'no intent' : `intent ${event.intent}`;
    violated(
      `request ${event.request} repeats key ${event.cause} of running intent ${intent.ordinal} and was answered ${event.state}, naming ${names}`,
      [intent.ordinal],
    );
  }

  private dispatched(event: HistoryEvent, violated: Report): void {
    const waiting = this.paying.get(event.intent);
    const attempt = this.facts.attempt(event.intent, event.attempt);
    const resends = attempt?.resends ?? 0;
    this.paying.set(event.intent, { call: event.request, attempt: event.attempt, resends });
    const intent = this.facts.intents[event.intent];
    if (waiting === undefined || intent === undefined || !intent.key.retried) return;
    // A look-up may have told the end before the call's own answer, which then may never come.
    if (this.facts.attempt(event.intent, waiting.attempt)?.state !== 'open') return;
    // The engine itself wrote down that it sends the same attempt again: not the doing of the client's retry.
    if (waiting.attempt === event.attempt && resends > waiting.resends) return;
    violated(
      `pay call ${event.request} left while pay call ${waiting.call} of the same intent had no answer, after a retry of its key`,
      [event.intent],
    );
  }
}
