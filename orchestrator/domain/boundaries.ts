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

/** How telling an event is for the name of its group: the lowest rank names it. */
function rankOf(type: LedgerEvent['type']): number {
  switch (type) {
    case 'intent_received':
      return 0;
    case 'approval_given':
    case 'approval_refused':
      return 1;
    case 'attempt_opened':
      return 2;
    case 'attempt_resent':
      return 3;
    case 'answer_stored':
      return 4;
    case 'retry_scheduled':
      return 5;
    case 'exception_raised':
      return 6;
    case 'attempt_resolved':
    case 'policy_decided':
    case 'approval_requested':
    case 'moved':
    case 'exception_closed':
      return 7;
  }
}

const NAME_OF_RANK: readonly BoundaryName[] = [
  'accept.commit',
  'approval.commit',
  'attempt.commit',
  'resend.commit',
  'outcome.commit',
  'retry.commit',
  'exception.commit',
  'doubt.commit',
];

/** The name of a commit, by its most telling event; a group without one only changes what is known (`doubt.commit`). */
export function commitBoundary(events: readonly LedgerEvent[]): BoundaryName {
  let best = NAME_OF_RANK.length - 1;
  for (const event of events) {
    const rank = rankOf(event.type);
    if (rank < best) best = rank;
  }
  return NAME_OF_RANK[best]!;
}
