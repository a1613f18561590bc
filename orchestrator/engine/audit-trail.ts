import type { IntentId } from '../domain/ids.ts';
import type { AuditDraft, LedgerEvent } from '../domain/ledger-event.ts';

/** The audit records of a group: exactly one for each state change, decision, dispatch, approval and exception (S25). */
export function auditTrail(
  intent: IntentId,
  actor: string,
  events: readonly LedgerEvent[],
  atMs: number,
): AuditDraft[] {
  const drafts: AuditDraft[] = [];
  const add = (
    action: AuditDraft['action'],
    before: string,
    after: string,
    cause: string,
    by: string = actor,
  ): void => {
    drafts.push({ atMs, intent, actor: by, action, before, after, cause });
  };
  for (const event of events) {
    switch (event.type) {
      case 'moved':
        add('state', event.from, event.to, event.cause);
        break;
      case 'policy_decided': {
        const { decision } = event;
        add('decision', decision.policyVersion, decision.effect, decision.rules.join(','), 'policy');
        break;
      }
      case 'attempt_opened':
        add(
          'dispatch',
          '',
          `attempt ${event.attempt.no}`,
          `through ${event.attempt.node}: ${event.attempt.why}`,
        );
        break;
      case 'attempt_resent':
        add('dispatch', `attempt ${event.no}`, `attempt ${event.no}`, 'sent again to the same node');
        break;
      case 'approval_given':
        add('approval', 'requested', 'given', '', event.approver);
        break;
      case 'approval_refused':
        add('approval', wasAsked(events) ? 'requested' : 'given', 'refused', '', event.approver);
        break;
      case 'exception_raised':
        add('exception', '', 'raised', event.kind);
        break;
      case 'exception_closed':
        add('exception', 'raised', 'closed', event.cause, event.actor);
        break;
      case 'intent_received':
        add('state', '', 'received', event.intent.agent, event.intent.tenant);
        break;
      case 'approval_requested':
      case 'attempt_resolved':
      case 'retry_scheduled':
      case 'answer_stored':
        // Facts, not acts: the state change that follows from them has its record.
        break;
    }
  }
  return drafts;
}

/** Whether a refusal answers a request; else it takes an approval back, and the intent no longer waits for one. */
function wasAsked(events: readonly LedgerEvent[]): boolean {
  return events.some((event) => event.type === 'moved' && event.from === 'awaiting_approval');
}
