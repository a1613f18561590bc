import type { Context } from './context.ts';
import type { Draft } from './draft.ts';
import type { DaemonEpoch } from './ids.ts';
import type { ResolveSource } from './ledger-event.ts';
import type { UnknownCause, UnknownOutcome } from './outcome.ts';
import { type EngineRules, lookupPauseMs } from './rules.ts';
import { type AttemptState, type IntentState, openAttempt } from './state.ts';

/** The end is not known: say so, once, and look again later. */
export function doubt(
  draft: Draft,
  attempt: AttemptState,
  source: ResolveSource,
  cause: UnknownCause,
  epoch: DaemonEpoch | '',
  record: string,
  context: Context,
): Draft {
  return doubtAs(draft, attempt, source, { kind: 'unknown', cause }, epoch, record, context);
}

/** The same, with an outcome that says more than its cause. */
export function doubtAs(
  draft: Draft,
  attempt: AttemptState,
  source: ResolveSource,
  outcome: UnknownOutcome,
  epoch: DaemonEpoch | '',
  record: string,
  context: Context,
): Draft {
  const { cause } = outcome;
  if (cause === 'not_found' || !isSameDoubt(attempt, outcome, epoch, record))
    draft.emit({
      type: 'attempt_resolved',
      no: attempt.record.no,
      outcome,
      source,
      record,
      epoch,
      atMs: context.nowMs,
    });
  if (draft.state.status === 'in_flight') draft.move('in_doubt', cause);
  raiseWhenOld(draft, context);
  return wakeForLookup(draft, context);
}

/** Whether the journal says this already. Empty readings are not asked about: each one counts. */
function isSameDoubt(attempt: AttemptState, outcome: UnknownOutcome, epoch: string, record: string): boolean {
  const { outcome: before, failure } = attempt;
  if (before === null || before.kind !== 'unknown' || before.cause !== outcome.cause) return false;
  if (outcome.cause !== 'failure_unconfirmed' || failure === null) return true;
  const mayResume = outcome.mayResume === true;
  return failure.record === record && failure.epoch === epoch && failure.mayResume === mayResume;
}

/**
 * Raises an intent whose end has been unknown too long, once. It stays in doubt: a timer is no evidence. A node that says
 * "in flight" for ever is as good as one that says nothing (lnd-observed.md §1 (1)): from then on a proof may end it.
 */
export function raiseWhenOld(draft: Draft, context: Context): void {
  const { state } = draft;
  if (state.inDoubtSinceMs < 0) return;
  const ageMs = context.nowMs - state.inDoubtSinceMs;
  if (ageMs < context.rules.inDoubtAfterMs) return;
  if (state.status === 'in_flight') draft.move('in_doubt', 'in flight for too long');
  if (isRaised(state)) return;
  const open = openAttempt(state);
  const last = open?.outcome?.kind === 'unknown' ? open.outcome.cause : 'in_flight';
  draft.emit({
    type: 'exception_raised',
    kind: 'in_doubt_too_long',
    evidence: `attempt ${open?.record.no} through ${open?.record.node}: not known for ${ageMs} ms, last reading ${last}`,
    atMs: context.nowMs,
  });
}

/** Whether a person was called for the open attempt: once, and again only for a later attempt. */
function isRaised(state: IntentState): boolean {
  const { exception, exceptionOpen } = state;
  if (exception === null || exceptionOpen) return exception !== null;
  const open = openAttempt(state);
  return open !== null && exception.atMs >= open.record.openedAtMs;
}

/** When to look again at an attempt whose end is not known: in growing pauses, and when it is time to tell a person. */
export function wakeForLookup(draft: Draft, context: Context): Draft {
  const { nowMs, rules, lookupsMade } = context;
  const { inDoubtSinceMs } = draft.state;
  const againAtMs = nowMs + lookupPauseMs(rules, lookupsMade + 1);
  const raiseAtMs = inDoubtSinceMs + rules.inDoubtAfterMs;
  const raises = !isRaised(draft.state) && inDoubtSinceMs >= 0 && raiseAtMs > nowMs;
  const confirmMs = confirmsAtMs(draft, rules);
  const atMs = confirmMs > nowMs ? confirmMs : againAtMs;
  draft.effect({ type: 'wake', atMs: raises ? Math.min(atMs, raiseAtMs) : atMs });
  return draft;
}

/** When a second reading can confirm a failure: to look earlier says nothing new. */
function confirmsAtMs(draft: Draft, rules: EngineRules): number {
  const failure = openAttempt(draft.state)?.failure ?? null;
  return failure === null || failure.mayResume ? 0 : failure.sinceMs + rules.confirmFailureMs;
}
