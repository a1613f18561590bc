import type { Context } from './context.ts';
import { retryOrFail } from './decide-dispatch.ts';
import { preimageProves } from './digest.ts';
import { raiseWhenOld, wakeForLookup } from './doubt.ts';
import type { Draft } from './draft.ts';
import type { DaemonEpoch } from './ids.ts';
import type { ResolveSource } from './ledger-event.ts';
import type { NodeAnswer } from './node-answer.ts';
import type { UnknownCause } from './outcome.ts';
import { emptyProvesUnsent } from './quiescence.ts';
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
      // The node may still be talking about an earlier try of the same hash.
      if (isEarlierTry(draft, attempt, answer.record))
        return doubt(draft, attempt, source, 'not_found', answer.epoch, '', context);
      draft.fail(attemptNo, answer.reason, source, answer.record, answer.epoch);
      return retryOrFail(draft, answer.reason, context);
    case 'rejected':
    case 'not_sent': {
      // Both speak of this call only: they prove nothing once the attempt may have been sent before.
      const neverLeft = source === 'pay_answer' && attempt.sends === 1 && attempt.outcome === null;
      if (!neverLeft) return doubt(draft, attempt, source, 'unavailable', epochOf(answer), '', context);
      const reason = answer.kind === 'rejected' ? answer.reason : 'not_sent';
      draft.fail(attemptNo, reason, source, '', epochOf(answer));
      return retryOrFail(draft, reason, context);
    }
    case 'in_flight':
      return inFlight(draft, attempt, source, answer.epoch, answer.record, context);
    case 'duplicate':
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

function isEarlierTry(draft: Draft, attempt: AttemptState, record: string): boolean {
  if (record === '') return false;
  return draft.state.attempts.some(
    (earlier) =>
      earlier.record.no < attempt.record.no &&
      earlier.record.node === attempt.record.node &&
      earlier.nodeRecord === record,
  );
}

function inFlight(
  draft: Draft,
  attempt: AttemptState,
  source: ResolveSource,
  epoch: DaemonEpoch | '',
  record: string,
  context: Context,
): Draft {
  if (isEarlierTry(draft, attempt, record))
    return doubt(draft, attempt, source, 'not_found', epoch, '', context);
  if (attempt.outcome?.kind !== 'in_flight')
    draft.emit({
      type: 'attempt_resolved',
      no: attempt.record.no,
      outcome: { kind: 'in_flight' },
      source,
      record,
      epoch,
      atMs: context.nowMs,
    });
  // A record that says "in flight" for ever is as good as no answer (lnd-observed.md §1 (1)): raised, never failed.
  raiseWhenOld(draft, context);
  return wakeForLookup(draft, context);
}

function notFound(
  draft: Draft,
  attempt: AttemptState,
  source: ResolveSource,
  epoch: DaemonEpoch | '',
  context: Context,
): Draft {
  doubt(draft, attempt, source, 'not_found', epoch, '', context);
  const { state } = draft;
  const now = openAttempt(state);
  if (now === null) return draft;
  if (emptyProvesUnsent(state, now, context.nowMs, context.rules)) {
    draft.fail(now.record.no, 'not_sent', source, '', epoch);
    return retryOrFail(draft, 'not_sent', context);
  }
  // A daemon that deduplicates by hash itself may be asked again: it becomes the only payment or is refused as a
  // duplicate (adapters.md §3.4). Never elsewhere, never after the deadline.
  const { intent } = state;
  const inTime = context.nowMs < Math.min(intent.deadlineMs, intent.invoiceExpiresAtMs);
  const settledPolicy = state.decision !== null && context.nowMs <= state.decision.validUntilMs;
  const enoughReads = now.emptyReads >= 2 && !now.seen && now.sends < context.rules.attemptsMax;
  if (inTime && settledPolicy && enoughReads && context.resendSafe(now.record.node)) {
    draft.emit({ type: 'attempt_resent', no: now.record.no, atMs: context.nowMs });
    draft.effect({ type: 'dispatch', attemptNo: now.record.no });
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
