import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const backlogDrains: Invariant = {
  id: 'L08',
  title: 'The backlog drains',
  promise:
    'Within the bound after an overload (any `load.` fault) ends, of the intents that came until then no more wait for their first dispatch or for a retry than did when it began (Liveness L08). That none of them starves is judged by L01.',
  kind: 'liveness',
  checked: 'quiescence',
  listens: ['fault-began', 'fault-ended', 'intent-received', 'intent-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Overloads that ended. */
  examined = 0;
  private readonly facts: TrialFacts;
  private waiting = 0;
  private newest = -1;
  /** The last intent that came before the overload ended, and how many up to it wait. */
  private lastOfIt = -1;
  private left = 0;
  private bursts = 0;
  /** How many waited when the overload began. */
  private steady = 0;
  /** When the last overload ended; -1: none, or its backlog is gone. */
  private endedAtMs = -1;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'intent-received':
        this.waiting++;
        this.newest = event.intent;
        break;
      case 'intent-moved':
        this.moved(event, violated);
        break;
      case 'fault-began':
        if (!event.state.startsWith('load.')) return;
        if (this.bursts++ === 0 && this.endedAtMs < 0) this.steady = this.waiting;
        break;
      default:
        if (!event.state.startsWith('load.') || --this.bursts > 0) return;
        if (this.facts.phases.bound('L08') !== undefined) this.examined++;
        this.endedAtMs = this.waiting > this.steady ? event.atMs : -1;
        this.lastOfIt = this.newest;
        this.left = this.waiting;
    }
  }

  private moved(event: HistoryEvent, violated: Report): void {
    const change = (waits(event.state) ? 1 : 0) - (waits(event.was) ? 1 : 0);
    if (change === 0) return;
    this.waiting += change;
    if (this.endedAtMs < 0 || event.intent > this.lastOfIt) return;
    this.left += change;
    if (this.left > this.steady) return;
    this.judge('drained', violated);
    this.endedAtMs = -1;
  }

  end(violated: Report): void {
    if (this.endedAtMs >= 0 && this.bursts <= 0) this.judge('did not drain', violated);
  }

  private judge(how: string, violated: Report): void {
    const { phases } = this.facts;
    const boundMs = phases.bound('L08');
    if (boundMs === undefined) return;
    const sinceMs = Math.max(this.endedAtMs, phases.freeSinceMs);
    if (phases.nowMs > sinceMs + boundMs)
      violated(
        `the backlog of an overload ${how}: ${this.left} intents of it wait ${phases.nowMs - sinceMs} ms after its end, ${this.steady} did before it; the bound is ${boundMs} ms`,
      );
  }
}

function waits(state: string): boolean {
  return state === 'received' || state === 'ready';
}
