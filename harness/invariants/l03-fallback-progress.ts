import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

/** Failures after which another attempt can help. Written down here again; a test compares it with the suspect's own. */
export const RETRYABLE: ReadonlySet<string> = new Set([
  'no_route',
  'insufficient_balance',
  'timeout',
  'interrupted',
  'not_sent',
  'node_unavailable',
  'fee_limit',
  'unspecified',
]);

export const fallbackProgress: Invariant = {
  id: 'L03',
  title: 'Fallback progress',
  promise:
    'After an attempt failed for a reason that can be retried, the next attempt or the end of the intent follows within the bound, while the orchestrator is up, no fault is on, and the oracle does not say that no path is left (Liveness L03).',
  kind: 'liveness',
  checked: 'quiescence',
  listens: ['attempt-resolved', 'attempt-opened', 'intent-moved', 'viability-seen'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;
  /** Intent → when its attempt failed. */
  private readonly waiting = new Map<number, number>();
  private readonly hopeless = new Set<number>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'attempt-resolved':
        if (event.intent !== -1 && event.state === 'failed' && RETRYABLE.has(event.cause))
          this.waiting.set(event.intent, event.atMs);
        break;
      case 'viability-seen':
        if (event.state === 'viable') this.hopeless.delete(event.intent);
        else this.hopeless.add(event.intent);
        break;
      case 'attempt-opened':
        this.judge(event.intent, event.atMs, `attempt ${event.attempt} followed`, violated);
        this.waiting.delete(event.intent);
        break;
      default:
        if (!this.facts.intents[event.intent]?.terminal) return;
        this.judge(event.intent, event.atMs, `${event.state} followed`, violated);
        this.waiting.delete(event.intent);
    }
  }

  end(violated: Report): void {
    for (const intent of this.waiting.keys())
      this.judge(intent, this.facts.phases.nowMs, 'nothing followed', violated);
  }

  private judge(intent: number, nowMs: number, what: string, violated: Report): void {
    const failedAtMs = this.waiting.get(intent);
    const boundMs = this.facts.phases.bound('L03');
    if (failedAtMs === undefined || boundMs === undefined || this.hopeless.has(intent)) return;
    const sinceMs = Math.max(failedAtMs, this.facts.phases.freeSinceMs);
    if (sinceMs === Number.POSITIVE_INFINITY) return;
    this.examined++;
    if (nowMs > sinceMs + boundMs)
      violated(`an attempt failed, ${what} ${nowMs - sinceMs} ms later; the bound is ${boundMs} ms`, [
        intent,
      ]);
  }
}
