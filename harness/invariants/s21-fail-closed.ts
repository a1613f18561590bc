import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

const EFFECTS: ReadonlySet<string> = new Set(['allow', 'review', 'deny']);
/** Silences that are remembered: a slow disk may bring a decision of an earlier one. */
const SILENCES_MAX = 16;

export const failClosed: Invariant = {
  id: 'S21',
  title: 'Fail closed',
  promise:
    'Nothing is paid without an answer of the policy: no payment leaves while the policy engine cannot be asked, none without a durable decision that makes sense, and no permission is dated from a time in which nobody could give it (Safety S21).',
  kind: 'safety',
  checked: 'always',
  listens: ['policy-decided', 'call-sent', 'control-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Dispatches. */
  examined = 0;
  private readonly facts: TrialFacts;
  private readonly answered: (true | undefined)[] = [];
  /** Ends and beginnings of times in which the policy engine was silent: from, to, from, to … */
  private readonly silences: number[] = [];

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'policy-decided':
        this.decided(event, violated);
        break;
      case 'call-sent':
        if (event.state === 'pay') this.dispatched(event, violated);
        break;
      default:
        this.control(event);
    }
  }

  private control(event: HistoryEvent): void {
    const { silences } = this;
    const open = silences.length % 2 === 1;
    if (event.state === 'policy_unavailable' && !open) silences.push(event.atMs);
    else if (event.state === 'policy_available' && open) silences.push(event.atMs);
    if (silences.length > 2 * SILENCES_MAX) silences.splice(0, 2);
  }

  private decided(event: HistoryEvent, violated: Report): void {
    if (!EFFECTS.has(event.state) || event.digest === '') {
      violated(`a decision "${event.state}" under policy "${event.digest}" makes no sense`, [event.intent]);
      return;
    }
    if (event.intent !== -1) this.answered[event.intent] = true;
    if (event.state === 'deny') return;
    const decidedMs = event.limitMsat;
    if (this.facts.phases.clockWasWrong) return;
    for (let at = 0; at < this.silences.length; at += 2)
      if (decidedMs > this.silences[at] && decidedMs < (this.silences[at + 1] ?? Number.POSITIVE_INFINITY))
        violated(
          `"${event.state}" is dated ${decidedMs} ms; the policy engine could not be asked from ${this.silences[at]} ms on`,
          [event.intent],
        );
  }

  private dispatched(event: HistoryEvent, violated: Report): void {
    this.examined++;
    const intents = event.intent === -1 ? [] : [event.intent];
    if (event.intent === -1 || this.answered[event.intent] === undefined)
      violated(
        `${event.amountMsat} msat left for node ${event.node} without an answer of the policy`,
        intents,
      );
    const { silentSinceMs } = this.facts.controls;
    if (silentSinceMs >= 0)
      violated(
        `attempt ${event.attempt} left ${event.atMs - silentSinceMs} ms after the policy engine had become silent`,
        intents,
      );
  }
}
