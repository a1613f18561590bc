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

/** Which write a group is, by its most telling event: those named first win. */
const TELLING: readonly (readonly [LedgerEvent['type'], BoundaryName])[] = [
  ['intent_received', 'accept.commit'],
  ['approval_given', 'approval.commit'],
  ['approval_refused', 'approval.commit'],
  ['attempt_opened', 'attempt.commit'],
  ['attempt_resent', 'resend.commit'],
  ['answer_stored', 'outcome.commit'],
  ['retry_scheduled', 'retry.commit'],
  ['exception_raised', 'exception.commit'],
  ['attempt_resolved', 'doubt.commit'],
];

/** The name of a commit; a group without a telling event is a decision that only changes its mind (`doubt.commit`). */
export function commitBoundary(events: readonly LedgerEvent[]): BoundaryName {
  for (const [type, name] of TELLING) if (events.some((event) => event.type === type)) return name;
  return 'doubt.commit';
}
