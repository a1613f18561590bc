import type { HistoryEvent } from '#reports/evidence/history';
import { auditedAct } from './audit-act.ts';
import type { Invariant, InvariantRun, Report } from './invariant.ts';

export const auditComplete: Invariant = {
  id: 'S25',
  title: 'Audit completeness',
  promise:
    'Every state change, policy decision, dispatch, approval and exception has exactly one audit record with the same before and after, and no audit record stands alone (Safety S25).',
  kind: 'safety',
  checked: 'quiescence',
  listens: [
    'intent-received',
    'intent-moved',
    'policy-decided',
    'attempt-opened',
    'approval-moved',
    'exception-moved',
    'audit-recorded',
  ],
  start: () => new Run(),
};

/** Intents are the high part of a key, acts the low part: both together stay an exact integer. */
const ACTS = 2 ** 22;

class Run implements InvariantRun {
  examined = 0;
  /** (intent, act) → acts without a record (positive) or records without an act (negative). */
  private readonly unmatched = new Map<number, number>();

  step(event: HistoryEvent): void {
    switch (event.kind) {
      case 'audit-recorded':
        this.count(event.intent, auditedAct.fromRecord(event), -1);
        break;
      case 'intent-received':
        this.count(event.intent, auditedAct.state('', 'received'), 1);
        break;
      case 'intent-moved':
        this.count(event.intent, auditedAct.state(event.was, event.state), 1);
        break;
      case 'policy-decided':
        this.count(event.intent, auditedAct.decision(event.state), 1);
        break;
      case 'attempt-opened':
        this.count(event.intent, auditedAct.dispatch(event.attempt), 1);
        break;
      case 'approval-moved':
        if (event.state !== 'requested') this.count(event.intent, auditedAct.approval(event.state), 1);
        break;
      default:
        this.count(event.intent, auditedAct.exception(event.state), 1);
    }
  }

  end(violated: Report): void {
    for (const [key, count] of this.unmatched) {
      const intent = Math.floor(key / ACTS);
      const act = auditedAct.describe(key % ACTS);
      if (count > 0) violated(`${count} time(s) "${act}" without an audit record`, [intent]);
      else violated(`${-count} audit record(s) of "${act}" that did not happen`, [intent]);
    }
  }

  private count(intent: number, act: number, by: 1 | -1): void {
    // What belongs to no durable intent is told by S10 and S14.
    if (act === auditedAct.NONE || intent === -1) return;
    if (by === 1) this.examined++;
    const key = intent * ACTS + act;
    const count = (this.unmatched.get(key) ?? 0) + by;
    if (count === 0) this.unmatched.delete(key);
    else this.unmatched.set(key, count);
  }
}
