import type { LedgerEvent } from './ledger-event.ts';

/**
 * Every place at which the engine writes to the journal or to the world. A process may die before or after each; the
 * suite crashes at all of them (S32). `commitBoundary` is total, so a new kind of write cannot be without a name.
 */
export const BOUNDARIES = [
  'accept.commit',
  'attempt.commit',
  'resend.commit',
  'outcome.commit',
  'retry.commit',
  'doubt.commit',
  'approval.commit',
  'exception.commit',
  'dispatch',
  'lookup',
  'respond',
] as const;
export type BoundaryName = (typeof BOUNDARIES)[number];
export type BoundaryPhase = 'before' | 'after';

/** The most telling event of a group names its commit. */
export function commitBoundary(events: readonly LedgerEvent[]): BoundaryName {
  let name: BoundaryName = 'exception.commit';
  for (const event of events) {
    switch (event.type) {
      case 'intent_received':
        return 'accept.commit';
      case 'answer_stored':
        name = 'outcome.commit';
        break;
      case 'attempt_opened':
        name = 'attempt.commit';
        break;
      case 'attempt_resent':
        name = 'resend.commit';
        break;
      case 'approval_given':
      case 'approval_refused':
        if (name === 'exception.commit') name = 'approval.commit';
        break;
      case 'retry_scheduled':
        if (name === 'doubt.commit' || name === 'exception.commit') name = 'retry.commit';
        break;
      case 'attempt_resolved':
        if (name === 'exception.commit') name = 'doubt.commit';
        break;
      case 'policy_decided':
      case 'approval_requested':
      case 'moved':
      case 'exception_raised':
      case 'exception_closed':
        break;
    }
  }
  return name;
}
