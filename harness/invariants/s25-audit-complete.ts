import type { HistoryEvent } from '#reports/evidence/history';
import { auditedAct } from './audit-act.ts';
import type { Invariant, InvariantRun, Report } from './invariant.ts';

export const auditComplete: Invariant = {
  id: 'S25',
  title: 'Audit completeness',
  promise:
    'Every state change, policy decision, dispatch, resend, approval and exception has exactly one audit record with the same before and after, and no audit record stands alone (Safety S25).',
  kind: 'safety',
  checked: 'quiescence',
  listens: [
    'intent-received',
    'intent-moved',
    'policy-decided',
    'attempt-opened',
    'attempt-resent',
    'approval-moved',
    'exception-moved',
    'audit-recorded',
  ],
  start: () => new Run(),
};

/** Acts without a record (positive) or records without an act (negative): act, count, act, count … of one intent. */
type Unmatched = number[];

class Run implements InvariantRun {
  examined = 0;
  /** By intent; an act and its record come close together, so there is rarely more than one entry. */
  private readonly unmatched = new Map<number, Unmatched>();

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
      case 'attempt-resent':
        this.count(event.intent, auditedAct.resend(event.attempt), 1);
        break;
      case 'approval-moved':
        if (event.state !== 'requested') this.count(event.intent, auditedAct.approval(event.state), 1);
        break;
      default:
        this.count(event.intent, auditedAct.exception(event.state), 1);
    }
  }

  end(violated: Report): void {
    for (const [intent, acts] of this.unmatched)
      for (let at = 0; at < acts.length; at += 2) {
        const act = auditedAct.describe(acts[at]);
        const count = acts[at + 1];
        if (count > 0) violated(`${count} time(s) "${act}" without an audit record`, [intent]);
        else violated(`${-count} audit record(s) of "${act}" that did not happen`, [intent]);
      }
  }

  private count(intent: number, act: number, by: 1 | -1): void {
    // What belongs to no durable intent is told by S10 and S14.
    if (act === auditedAct.NONE || intent === -1) return;
    if (by === 1) this.examined++;
    const acts = this.unmatched.get(intent);
    if (acts === undefined) {
      this.unmatched.set(intent, [act, by]);
      return;
    }
    for (let at = 0; at < acts.length; at += 2) {
      if (acts[at] !== act) continue;
      acts[at + 1] += by;
      if (acts[at + 1] !== 0) return;
      if (acts.length === 2) this.unmatched.delete(intent);
      else acts.splice(at, 2);
      return;
    }
    acts.push(act, by);
  }
}
