import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

interface Approval {
  readonly decidedAtMs: number;
  state: 'wanted' | 'requested' | 'given' | 'refused';
}

export const approvalsSurfaceAndExpire: Invariant = {
  id: 'L10',
  title: 'Approvals surface and expire',
  promise:
    'What the policy wants reviewed is put to a person within the bound; an approval counts only within its time to live (from the decision, at most until the deadline), and within the bound after that nothing waits for one any more (Liveness L10).',
  kind: 'liveness',
  checked: 'quiescence',
  listens: ['policy-decided', 'approval-moved', 'intent-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Approvals that were wanted. */
  examined = 0;
  private readonly facts: TrialFacts;
  /** By intent; those that have ended are not in it. */
  private readonly approvals = new Map<number, Approval>();

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'policy-decided':
        if (event.state !== 'review' || event.intent === -1 || this.approvals.has(event.intent)) return;
        if (this.facts.phases.bound('L10') !== undefined) this.examined++;
        this.approvals.set(event.intent, { decidedAtMs: event.limitMsat, state: 'wanted' });
        break;
      case 'approval-moved':
        this.moved(event, violated);
        break;
      default: {
        if (this.approvals.size === 0) return;
        const approval = this.approvals.get(event.intent);
        if (approval === undefined) return;
        if (event.was === 'awaiting_approval' && approval.state === 'requested')
          this.expiredInTime(event.intent, approval, `became ${event.state}`, violated);
        if (this.facts.intents[event.intent]?.terminal) this.approvals.delete(event.intent);
      }
    }
  }

  end(violated: Report): void {
    for (const [intent, approval] of this.approvals)
      if (approval.state === 'wanted') this.surfaced(intent, approval, 'was never put to a person', violated);
      else if (this.facts.intents[intent]?.status === 'awaiting_approval')
        this.expiredInTime(intent, approval, 'waits still', violated);
  }

  private moved(event: HistoryEvent, violated: Report): void {
    const approval = this.approvals.get(event.intent);
    if (approval === undefined) return;
    if (event.state === 'requested') {
      if (approval.state === 'wanted')
        this.surfaced(event.intent, approval, 'was put to a person late', violated);
      approval.state = 'requested';
      return;
    }
    const endsMs = this.endsMs(event.intent, approval);
    if (event.state === 'given' && endsMs !== undefined && event.limitMsat >= endsMs)
      violated(`approved by ${event.actor} ${event.limitMsat - endsMs} ms after the request had expired`, [
        event.intent,
      ]);
    approval.state = event.state === 'given' ? 'given' : 'refused';
  }

  /** When a person can no longer approve; undefined when no time to live is in force. */
  private endsMs(intent: number, approval: Approval): number | undefined {
    const ttlMs = this.facts.phases.bound('L10.ttl');
    if (ttlMs === undefined) return undefined;
    return Math.min(approval.decidedAtMs + ttlMs, this.facts.intents[intent].deadlineMs);
  }

  private surfaced(intent: number, approval: Approval, how: string, violated: Report): void {
    this.judge(intent, approval.decidedAtMs, `the decision "review" ${how}`, violated);
  }

  private expiredInTime(intent: number, approval: Approval, how: string, violated: Report): void {
    const endsMs = this.endsMs(intent, approval);
    if (endsMs !== undefined)
      this.judge(intent, endsMs, `the request for approval had expired; the intent ${how}`, violated);
  }

  private judge(intent: number, fromMs: number, what: string, violated: Report): void {
    const { phases } = this.facts;
    const boundMs = phases.bound('L10');
    if (boundMs === undefined) return;
    const sinceMs = Math.max(fromMs, phases.freeSinceMs);
    if (phases.nowMs > sinceMs + boundMs)
      violated(`${what}, ${phases.nowMs - sinceMs} ms later; the bound is ${boundMs} ms`, [intent]);
  }
}
