import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const killSwitchInTime: Invariant = {
  id: 'L09',
  title: 'The kill switch takes effect, and lets go',
  promise:
    'Within the bound after the kill switch no decision permits a payment, and within the bound after its release none is refused because of it (Liveness L09).',
  kind: 'liveness',
  checked: 'always',
  listens: ['policy-decided'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Decisions that were made after the switch was thrown or released for the first time. */
  examined = 0;
  private readonly facts: TrialFacts;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    const { stoppedSinceMs, releasedAtMs } = this.facts.controls;
    if (stoppedSinceMs < 0 && releasedAtMs < 0) return;
    const boundMs = this.facts.phases.bound('L09');
    if (boundMs === undefined || this.facts.phases.clockWasWrong) return;
    this.examined++;
    const decidedMs = event.limitMsat;
    if (stoppedSinceMs >= 0 && event.state !== 'deny' && decidedMs > stoppedSinceMs + boundMs)
      violated(
        `"${event.state}" was decided ${decidedMs - stoppedSinceMs} ms after the kill switch; the bound is ${boundMs} ms`,
        [event.intent],
      );
    if (stoppedSinceMs < 0 && event.cause.includes('kill-switch') && decidedMs > releasedAtMs + boundMs)
      violated(
        `"${event.state}" (${event.cause}) was decided ${decidedMs - releasedAtMs} ms after the kill switch was released; the bound is ${boundMs} ms`,
        [event.intent],
      );
  }
}
