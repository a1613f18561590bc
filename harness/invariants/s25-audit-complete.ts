import type { HistoryEvent } from '#reports/evidence/history';
import { auditedAct } from './audit-act.ts';
import type { Invariant, InvariantRun, Report } from './invariant.ts';

export const auditComplete: Invariant = {
  id: 'S25',
  title: 'Audit completeness',
  promise:
    'Every state change, policy decision, dispatch, resend, approval and exception has exactly one audit record that says the same, in the name of the person whose act it was, and no audit record stands alone (Safety S25).',
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

const CLOSED = auditedAct.exception('closed');

class Run implements InvariantRun {
  examined = 0;
  /** By intent; an act and its record come close together, so there is rarely more than one entry. */
  private readonly unmatched = new Map<number, Unmatched>();
  /** Intent → who acted on it last: approved, refused, or closed its exception. */
  private readonly persons = new Map<number, string>();
  /** Intent → where its approval stands. */
  private readonly approvals = new Map<number, string>();

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'audit-recorded': {
        const act = auditedAct.fromRecord(event);
        this.count(event.intent, act, -1);
        if (event.state === 'approval' || act === CLOSED) this.named(event, violated);
        break;
      }
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
        this.approved(event);
        break;
      default:
        if (event.state === 'closed') this.persons.set(event.intent, event.actor);
        this.count(event.intent, auditedAct.exception(event.state), 1);
    }
  }

  private approved({ intent, state, actor }: HistoryEvent): void {
    const before = this.approvals.get(intent) ?? '';
    this.approvals.set(intent, state);
    if (state === 'requested') return;
    this.persons.set(intent, actor);
    this.count(intent, auditedAct.approval(before, state), 1);
  }

  /** The record stands right behind the act. */
  private named(event: HistoryEvent, violated: Report): void {
    const person = this.persons.get(event.intent);
    if (person === undefined || person === event.actor) return;
    violated(`audit record ${event.request} (${event.state}) names ${event.actor}, it was ${person}`, [
      event.intent,
    ]);
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
