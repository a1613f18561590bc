import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import { notProcessed } from './key-book.ts';
import type { TrialFacts } from './trial-facts.ts';

export const sameAnswerForRetries: Invariant = {
  id: 'S07',
  title: 'Same answer for retries',
  promise:
    'A retry with the same key and content, sent after the final answer was durable, gets that answer: same status, same bytes (Safety S07).',
  kind: 'safety',
  checked: 'always',
  listens: ['response-received', 'answer-stored'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;
  private readonly stored: (true | undefined)[] = [];

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'answer-stored') {
      if (event.intent === -1) return;
      if (this.stored[event.intent])
        violated(`a second final answer (status ${event.state}) was stored`, [event.intent]);
      this.stored[event.intent] = true;
      return;
    }
    const asked = this.facts.keys.current;
    if (asked === undefined || !asked.finishedAtSubmit || asked.digest !== asked.key.origin) return;
    this.examined++;
    const intent = this.facts.intents[asked.intentAtSubmit];
    const same = event.state === intent.answerStatus && event.digest === intent.answerBody;
    if (same || notProcessed(event.state)) return;
    const how =
      event.state === intent.answerStatus
        ? `with a body of ${event.digest.length} characters that differs from the stored one of ${intent.answerBody.length}`
        : `${event.state}, the stored answer is ${intent.answerStatus}`;
    violated(`request ${event.request} repeats key ${event.cause} and was answered ${how}`, [intent.ordinal]);
  }
}
