import type { Context } from './context.ts';
import { retryOrFail } from './decide-dispatch.ts';
import { preimageProves } from './digest.ts';
import { raiseWhenOld, wakeForLookup } from './doubt.ts';
import type { Draft } from './draft.ts';
import type { DaemonEpoch } from './ids.ts';
import type { ResolveSource } from './ledger-event.ts';
import type { NodeAnswer } from './node-answer.ts';
import type { UnknownCause } from './outcome.ts';
import { EMPTY_READS_MIN, emptyProvesUnsent, failureAccountsForAll } from './quiescence.ts';
import type { AttemptState } from './state.ts';
import { openAttempt } from './state.ts';

/**
 * What follows from a node's answer about one attempt. The only door out of `in_flight` and `in_doubt`.
 * Answers about an attempt that has already ended change nothing (late, doubled).
 */
export function onAnswer(
  draft: Draft,
  attemptNo: number,
  answer: NodeAnswer,
  source: ResolveSource,
  context: Context,
): Draft {
  const attempt = openAttempt(draft.state);
  if (attempt === null || attempt.record.no !== attemptNo) return draft;
  switch (answer.kind) {
    case 'settled':
      // The preimage is the proof, not the word "settled" (adapters.md §1 (3)).
      if (!preimageProves(answer.preimage, draft.state.intent.hash))
        return contradiction(draft, attempt, source, 'settled without a preimage of this hash', context);
      return draft.settle(
        attemptNo,
        { kind: 'settled', preimage: answer.preimage, feeMsat: answer.feeMsat },
        source,
        answer.record,
        answer.epoch,
      );
    case 'failed':
      return failed(draft, attempt, answer, source, context);
    case 'rejected':
    case 'not_sent': {
      // Both speak of this call only: they prove nothing once the attempt may have been sent before.
      const neverLeft = answersTheOnlySend(attempt, source);
      if (!neverLeft) return doubt(draft, attempt, source, 'unavailable', epochOf(answer), '', context);
      const reason = answer.kind === 'rejected' ? answer.reason : 'not_sent';
      draft.fail(attemptNo, reason, source, '', epochOf(answer));
      return retryOrFail(draft, reason, context);
    }
    case 'in_flight':
      return inFlight(draft, attempt, source, answer.epoch, answer.record, context);
    case 'duplicate':
      // The node knows the payment: an empty record after this word proves nothing (ldk-observed.md §1).
      if (!attempt.seen) seenInFlight(draft, attemptNo, source, answer.epoch, '');
      draft.effect({ type: 'lookup', attemptNo });
      return draft;
    case 'not_found':
      return notFound(draft, attempt, source, answer.epoch, context);
    case 'unknown':
      return doubt(draft, attempt, source, answer.cause, '', '', context);
  }
}

function epochOf(answer: NodeAnswer): DaemonEpoch | '' {
  return 'epoch' in answer ? answer.epoch : '';
}

/** The answer of the one pay call that this attempt ever made: nothing else of it can be under way. */
function answersTheOnlySend(attempt: AttemptState, source: ResolveSource): boolean {
  return source === 'pay_answer' && attempt.sends === 1 && attempt.outcome === null;
}

/** Whether a record of the node belongs to an earlier attempt through it; without a name it may. */
function isEarlierTry(draft: Draft, attempt: AttemptState, record: string): boolean {
  return draft.state.attempts.some(
    (earlier) =>
      earlier.record.no < attempt.record.no &&
      earlier.record.node === attempt.record.node &&
      (record === '' ? earlier.seen : earlier.nodeRecords.includes(record)),
  );
}

function failed(
  draft: Draft,
  attempt: AttemptState,
  answer: Extract<NodeAnswer, { kind: 'failed' }>,
  source: ResolveSource,
  context: Context,
): Draft {
  const { reason, record, epoch } = answer;
  const no = attempt.record.no;
  if (answersTheOnlySend(attempt, source)) {
    draft.fail(no, reason, source, record, epoch);
    return retryOrFail(draft, reason, context);
  }
  // The node may be talking of an earlier attempt: then it says nothing of this one.
  const own = isEarlierTry(draft, attempt, record) ? '' : record;
  if (own === '' && context.payCallOpen) return wakeForLookup(draft, context);
  doubt(draft, attempt, source, 'not_found', epoch, own, context);
  const now = openAttempt(draft.state)!;
  const { nowMs, rules } = context;
  if (
    own !== ''
      ? failureAccountsForAll(draft.state, now, nowMs, rules)
      : emptyProvesUnsent(draft.state, now, nowMs, rules)
  ) {
    draft.fail(no, own === '' ? 'not_sent' : reason, source, own, epoch);
    return retryOrFail(draft, own === '' ? 'not_sent' : reason, context);
  }
  return resendIfSafe(draft, now, context);
}

function inFlight(
  draft: Draft,
  attempt: AttemptState,
  source: ResolveSource,
  epoch: DaemonEpoch | '',
  record: string,
  context: Context,
): Draft {
  if (record !== '' && isEarlierTry(draft, attempt, record))
    return doubt(draft, attempt, source, 'not_found', epoch, '', context);
  if (attempt.outcome?.kind !== 'in_flight') seenInFlight(draft, attempt.record.no, source, epoch, record);
  // A record that says "in flight" for ever is as good as no answer (lnd-observed.md §1 (1)): raised, never failed.
  raiseWhenOld(draft, context);
  return wakeForLookup(draft, context);
}

function seenInFlight(
  draft: Draft,
  no: number,
  source: ResolveSource,
  epoch: DaemonEpoch | '',
  record: string,
): void {
  const outcome = { kind: 'in_flight' } as const;
  draft.emit({ type: 'attempt_resolved', no, outcome, source, record, epoch, atMs: draft.nowMs });
}

function notFound(
  draft: Draft,
  attempt: AttemptState,
  source: ResolveSource,
  epoch: DaemonEpoch | '',
  context: Context,
): Draft {
  if (context.payCallOpen) return wakeForLookup(draft, context);
  doubt(draft, attempt, source, 'not_found', epoch, '', context);
  const now = openAttempt(draft.state)!;
  if (emptyProvesUnsent(draft.state, now, context.nowMs, context.rules)) {
    draft.fail(now.record.no, 'not_sent', source, '', epoch);
    return retryOrFail(draft, 'not_sent', context);
  }
  return resendIfSafe(draft, now, context);
}

/**
 * A daemon that deduplicates by hash itself may be sent the same attempt again: it becomes the only payment or is
 * refused as a duplicate (adapters.md §3.4). Only to the same node, never after the deadline, never elsewhere: another
 * node is asked only when no send can start anything any more.
 */
function resendIfSafe(draft: Draft, attempt: AttemptState, context: Context): Draft {
  const { intent, decision } = draft.state;
  const { nowMs, rules } = context;
  const inTime = nowMs < Math.min(intent.deadlineMs, intent.invoiceExpiresAtMs);
  const allowed = decision !== null && nowMs <= decision.validUntilMs;
  const due =
    !context.payCallOpen && attempt.emptyReads >= EMPTY_READS_MIN && attempt.sends < rules.attemptsMax;
  if (inTime && allowed && due && context.resendSafe(attempt.record.node)) {
    draft.emit({ type: 'attempt_resent', no: attempt.record.no, atMs: nowMs });
    draft.effect({ type: 'dispatch', attemptNo: attempt.record.no });
  }
  return draft;
}

/** The end is not known: say so, once, and look again later. */
function doubt(
  draft: Draft,
  attempt: AttemptState,
  source: ResolveSource,
  cause: UnknownCause,
  epoch: DaemonEpoch | '',
  record: string,
  context: Context,
): Draft {
  const before = attempt.outcome;
  const news =
    before === null || before.kind !== 'unknown' || before.cause !== cause || cause === 'not_found';
  if (news)
    draft.emit({
      type: 'attempt_resolved',
      no: attempt.record.no,
      outcome: { kind: 'unknown', cause },
      source,
      record,
      epoch,
      atMs: context.nowMs,
    });
  if (draft.state.status === 'in_flight') draft.move('in_doubt', cause);
  raiseWhenOld(draft, context);
  return wakeForLookup(draft, context);
}

function contradiction(
  draft: Draft,
  attempt: AttemptState,
  source: ResolveSource,
  evidence: string,
  context: Context,
): Draft {
  doubt(draft, attempt, source, 'contradiction', '', '', context);
  if (draft.state.exception === null)
    draft.emit({ type: 'exception_raised', kind: 'contradiction', evidence, atMs: context.nowMs });
  return draft;
}
