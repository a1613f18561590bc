import type { HistoryEvent } from '#reports/evidence/history';
import type { AttemptFacts } from './fact-records.ts';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const reattachedAfterStart: Invariant = {
  id: 'L05',
  title: 'Re-attached after a start',
  promise:
    'After the orchestrator starts, every attempt that was open is looked up or resolved within the bound; none is orphaned (Liveness L05).',
  kind: 'liveness',
  checked: 'quiescence',
  listens: ['orchestrator-moved', 'call-sent', 'attempt-resolved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  examined = 0;
  private readonly facts: TrialFacts;
  /** Attempts that were open at the last start and not heard of since. */
  private readonly orphans = new Set<AttemptFacts>();
  private startedAtMs = 0;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'orchestrator-moved') {
      this.orphans.clear();
      this.startedAtMs = event.atMs;
      if (event.state === 'started') this.findOpen();
      return;
    }
    if (this.orphans.size === 0) return;
    // Recovery that only writes "unknown" has not asked anybody.
    if (event.kind === 'attempt-resolved' && event.state === 'unknown' && event.actor === 'recovery') return;
    const attempt = this.facts.attempt(event.intent, event.attempt);
    if (attempt === undefined || !this.orphans.delete(attempt)) return;
    this.judge(attempt, 'was looked up', violated);
  }

  end(violated: Report): void {
    for (const attempt of this.orphans) this.judge(attempt, 'was not looked up', violated);
  }

  private findOpen(): void {
    for (const intent of this.facts.intents) {
      const attempt = intent?.lastAttempt;
      if (attempt !== undefined && attempt.state === 'open' && !intent.terminal) this.orphans.add(attempt);
    }
  }

  private judge(attempt: AttemptFacts, how: string, violated: Report): void {
    const { phases } = this.facts;
    const boundMs = phases.bound('L05');
    if (boundMs === undefined || !phases.orchestratorUp) return;
    const sinceMs = Math.max(this.startedAtMs, phases.calmSinceMs);
    const late = phases.nowMs > sinceMs + boundMs;
    if (how === 'was not looked up' && !late) return;
    this.examined++;
    if (late)
      violated(
        `attempt ${attempt.no} on node ${attempt.node} was open at the start at ${this.startedAtMs} ms and ${how} ${phases.nowMs - sinceMs} ms later; the bound is ${boundMs} ms`,
        [attempt.intent],
      );
  }
}
