import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const timeBounds: Invariant = {
  id: 'S29',
  title: 'Time bounds of a dispatch',
  promise:
    'No attempt is decided and no payment leaves after the deadline of its intent or after the payee closed the invoice as expired; no call carries a time lock limit above that of the policy, and no HTLC is locked for longer than that (Safety S29). While a fault has put its clock wrong, the orchestrator is not held to the deadline.',
  kind: 'safety',
  checked: 'always',
  listens: ['attempt-opened', 'call-sent', 'invoice-moved', 'block-mined', 'htlc-pending'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Dispatches. */
  examined = 0;
  private readonly facts: TrialFacts;
  /** By payment: when its invoice expired. */
  private readonly expiredAtMs = new Map<number, number>();
  private heightMax = 0;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'block-mined':
        this.heightMax = Math.max(this.heightMax, event.amountMsat);
        break;
      case 'invoice-moved':
        if (event.state === 'expired')
          this.expiredAtMs.set(this.facts.payment(event.hash).ordinal, event.atMs);
        break;
      case 'htlc-pending':
        this.locked(event, violated);
        break;
      case 'attempt-opened':
        this.inTime(event, event.feeMsat, 'was decided', violated);
        break;
      default:
        if (event.state !== 'pay') return;
        this.examined++;
        this.inTime(event, event.atMs, 'left', violated);
        this.lockLimit(event, violated);
    }
  }

  private inTime(event: HistoryEvent, whenMs: number, what: string, violated: Report): void {
    const intent = this.facts.intents[event.intent];
    if (intent === undefined) return;
    if (whenMs > intent.deadlineMs && !this.facts.phases.clockIsWrong)
      violated(`attempt ${event.attempt} ${what} ${whenMs - intent.deadlineMs} ms after the deadline`, [
        event.intent,
      ]);
    if (this.expiredAtMs.size === 0) return;
    const expiredMs = this.expiredAtMs.get(intent.payment.ordinal);
    if (expiredMs !== undefined && whenMs > expiredMs)
      violated(`attempt ${event.attempt} ${what} ${whenMs - expiredMs} ms after its invoice had expired`, [
        event.intent,
      ]);
  }

  private lockLimit(event: HistoryEvent, violated: Report): void {
    const blocks = this.facts.phases.bound('S29.cltv');
    if (blocks !== undefined && event.feeMsat > blocks)
      violated(`a call allows ${event.feeMsat} blocks of time lock, the policy ${blocks}`, [event.intent]);
  }

  private locked(event: HistoryEvent, violated: Report): void {
    const blocks = this.facts.phases.bound('S29.cltv');
    const { intent } = this.facts.payment(event.hash);
    if (blocks === undefined || intent === -1) return;
    // A reorganisation lowers the height of a lock that was within the limit when it was made.
    const height = Math.max(this.heightMax, event.feeMsat);
    if (event.limitMsat - height > blocks)
      violated(
        `an HTLC from node ${event.node} to ${event.peer} is locked until block ${event.limitMsat}, ${event.limitMsat - height} from now; the policy allows ${blocks}`,
        [intent],
      );
  }
}
