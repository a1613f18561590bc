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

/** Which write a group is, by its most telling event: the lowest rank wins. Events that tell nothing have none. */
const TELLING: Partial<
  Readonly<Record<LedgerEvent['type'], { readonly rank: number; readonly name: BoundaryName }>>
> = {
  intent_received: { rank: 0, name: 'accept.commit' },
  approval_given: { rank: 1, name: 'approval.commit' },
  approval_refused: { rank: 1, name: 'approval.commit' },
  attempt_opened: { rank: 2, name: 'attempt.commit' },
  attempt_resent: { rank: 3, name: 'resend.commit' },
  answer_stored: { rank: 4, name: 'outcome.commit' },
  retry_scheduled: { rank: 5, name: 'retry.commit' },
  exception_raised: { rank: 6, name: 'exception.commit' },
  attempt_resolved: { rank: 7, name: 'doubt.commit' },
};

/** The name of a commit; a group without a telling event is a decision that only changes its mind (`doubt.commit`). */
export function commitBoundary(events: readonly LedgerEvent[]): BoundaryName {
  let best = TELLING.attempt_resolved!;
  for (const event of events) {
    const told = TELLING[event.type];
    if (told !== undefined && told.rank < best.rank) best = told;
  }
  return best.name;
}
