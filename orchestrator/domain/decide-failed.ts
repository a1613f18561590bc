import type { Context } from './context.ts';
import { retryOrFail } from './decide-dispatch.ts';
import { holdOf } from './dispatch-gate.ts';
import { doubtAs, wakeForLookup } from './doubt.ts';
import type { Draft } from './draft.ts';
import type { ResolveSource } from './ledger-event.ts';
import type { NodeAnswer } from './node-answer.ts';
import type { UnknownOutcome } from './outcome.ts';
import {
  confirmsFailure,
  EMPTY_READS_MIN,
  emptyProvesUnsent,
  failureAccountsForAll,
  isPastAllStarts,
  mayHaveForgotten,
  mayResumeNow,
} from './quiescence.ts';
import type { AttemptState } from './state.ts';
import { openAttempt } from './state.ts';

type Failed = Extract<NodeAnswer, { kind: 'failed' }>;
type NotFound = Extract<NodeAnswer, { kind: 'not_found' }>;

/** What a node's "failed" proves: the end of the attempt, an end that must be confirmed, or nothing about it. */
export function failed(
  draft: Draft,
  attempt: AttemptState,
  answer: Failed,
  source: ResolveSource,
  context: Context,
): Draft {
  const { reason, record, epoch } = answer;
  const no = attempt.record.no;
  // The node may be talking of an earlier attempt: then it says nothing of this one.
  const earlier = isEarlierTry(draft, attempt, record);
  const own = earlier ? '' : record;
  if (answer.unconfirmed === true) {
    // Unless the call itself has said how it ended: then no record of its own means that there never will be one.
    const ended = attempt.sends === 1 && (source === 'pay_answer' || attempt.failure?.record === '');
    if (!earlier || ended) return unconfirmed(draft, attempt, answer, source, own, context);
  } else if (answersTheOnlySend(attempt, source)) {
    draft.fail(no, reason, source, record, epoch);
    return retryOrFail(draft, reason, context);
  }
  if (own === '' && context.payCallOpen) return wakeForLookup(draft, context);
  emptyDoubt(draft, attempt, source, epoch, own, context);
  const now = openAttempt(draft.state)!;
  const { nowMs, rules } = context;
  if (
    own !== ''
      ? failureAccountsForAll(draft.state, now, nowMs, rules)
      : emptyProvesUnsent(now, nowMs, rules, forgets(now, answer))
  ) {
    draft.fail(no, own === '' ? 'not_sent' : reason, source, own, epoch);
    return retryOrFail(draft, own === '' ? 'not_sent' : reason, context);
  }
  return answer.forgetful === true ? draft : resendIfSafe(draft, now, context);
}

/** What "no record" proves: on its own nothing. */
export function notFound(
  draft: Draft,
  attempt: AttemptState,
  source: ResolveSource,
  answer: NotFound,
  context: Context,
): Draft {
  if (context.payCallOpen) return wakeForLookup(draft, context);
  const { epoch } = answer;
  emptyDoubt(draft, attempt, source, epoch, '', context);
  const now = openAttempt(draft.state)!;
  if (emptyProvesUnsent(now, context.nowMs, context.rules, forgets(now, answer))) {
    draft.fail(now.record.no, 'not_sent', source, '', epoch);
    return retryOrFail(draft, 'not_sent', context);
  }
  return answer.forgetful === true ? draft : resendIfSafe(draft, now, context);
}

/** No record of the last send: in doubt, and it counts from when nothing can start any more. */
function emptyDoubt(
  draft: Draft,
  attempt: AttemptState,
  source: ResolveSource,
  epoch: Failed['epoch'],
  record: string,
  context: Context,
): Draft {
  const empty: UnknownOutcome = { kind: 'unknown', cause: 'not_found' };
  const late = isPastAllStarts(draft.state, attempt, context.nowMs, context.rules);
  return doubtAs(draft, attempt, source, late ? { ...empty, late } : empty, epoch, record, context);
}

/** Whether the daemon that shows no record of the attempt may have lost it. */
function forgets(attempt: AttemptState, answer: Failed | NotFound): boolean {
  return answer.forgetful === true && mayHaveForgotten(attempt, answer.epoch);
}

/** A "failed" that may still turn: it ends the attempt only when a second reading, late enough, says the same. */
function unconfirmed(
  draft: Draft,
  attempt: AttemptState,
  answer: Failed,
  source: ResolveSource,
  record: string,
  context: Context,
): Draft {
  if (context.payCallOpen) return wakeForLookup(draft, context);
  const { nowMs, rules } = context;
  const { epoch, reason } = answer;
  const said = { record, epoch, mayResume: answer.mayResume === true };
  const reading = { ...said, mayResume: mayResumeNow(attempt, said, nowMs, rules) };
  if (
    confirmsFailure(attempt, reading, nowMs, rules) &&
    failureAccountsForAll(draft.state, attempt, nowMs, rules)
  ) {
    const told = reason === 'unspecified' ? attempt.failure!.reason : reason;
    draft.fail(attempt.record.no, told, source, record, epoch);
    return retryOrFail(draft, told, context);
  }
  const outcome: UnknownOutcome = { kind: 'unknown', cause: 'failure_unconfirmed', reason };
  return doubtAs(
    draft,
    attempt,
    source,
    reading.mayResume ? { ...outcome, mayResume: true } : outcome,
    epoch,
    record,
    context,
  );
}

/**
 * A daemon that deduplicates by hash itself may be sent the same attempt again: it becomes the only payment or is
 * refused as a duplicate (adapters.md §3.4). Only to the same node, never after the deadline, never elsewhere: another
 * node is asked only when no send can start anything any more.
 */
function resendIfSafe(draft: Draft, attempt: AttemptState, context: Context): Draft {
  const { nowMs, rules } = context;
  const due =
    !context.payCallOpen && attempt.emptyReads >= EMPTY_READS_MIN && attempt.sends < rules.attemptsMax;
  // Under the decision and the policy of the attempt only: what needs a new decision is not the same payment any more.
  const allowed = due && holdOf(draft.state, context.inForce(), nowMs) === null;
  if (allowed && context.resendSafe(attempt.record.node)) {
    draft.emit({ type: 'attempt_resent', no: attempt.record.no, atMs: nowMs });
    draft.effect({ type: 'dispatch', attemptNo: attempt.record.no });
  }
  return draft;
}

/** The answer of the one pay call that this attempt ever made: nothing else of it can be under way. */
export function answersTheOnlySend(attempt: AttemptState, source: ResolveSource): boolean {
  return source === 'pay_answer' && attempt.sends === 1 && attempt.outcome === null;
}

/**
 * Whether a record of the node belongs to an earlier attempt through it. Without a name it may, until the node was seen
 * to know this attempt: the earlier ones had all ended by then.
 */
export function isEarlierTry(draft: Draft, attempt: AttemptState, record: string): boolean {
  if (record === '' && attempt.seen) return false;
  return draft.state.attempts.some(
    (earlier) =>
      earlier.record.no < attempt.record.no &&
      earlier.record.node === attempt.record.node &&
      (record === '' || earlier.nodeRecords.includes(record)),
  );
}
