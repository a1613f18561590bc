import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const killSwitch: Invariant = {
  id: 'S22',
  title: 'Kill switch',
  promise:
    'From the kill switch on (plus the propagation bound, 0 ms if none is in force) until its release, no attempt is decided, none is sent again and no payment leaves (Safety S22).',
  kind: 'safety',
  checked: 'always',
  listens: ['attempt-opened', 'attempt-resent', 'call-sent', 'control-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Times that the switch was thrown. */
  examined = 0;
  private readonly facts: TrialFacts;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'control-moved') {
      if (event.state === 'kill_switch_on') this.examined++;
      return;
    }
    const { stoppedSinceMs } = this.facts.controls;
    if (stoppedSinceMs < 0 || (event.kind === 'call-sent' && event.state !== 'pay')) return;
    // A record of what was decided before may become durable now: what counts is that it does not leave.
    const whenMs =
      event.kind === 'call-sent'
        ? event.atMs
        : event.kind === 'attempt-opened'
          ? event.feeMsat
          : event.limitMsat;
    const boundMs = this.facts.phases.bound('S22') ?? 0;
    if (event.kind !== 'call-sent' && this.facts.phases.clockWasWrong) return;
    // Within the same millisecond only the order of what left can be told, not that of what was decided.
    const late =
      event.kind === 'call-sent' ? whenMs >= stoppedSinceMs + boundMs : whenMs > stoppedSinceMs + boundMs;
    if (late)
      violated(
        `${WHAT[event.kind as keyof typeof WHAT]} ${event.attempt} through node ${event.node}, ${whenMs - stoppedSinceMs} ms after the kill switch`,
        event.intent === -1 ? [] : [event.intent],
      );
  }
}

const WHAT = {
  'attempt-opened': 'decided on attempt',
  'attempt-resent': 'decided to send again attempt',
  'call-sent': 'a payment left for attempt',
} as const;
