import type { Context } from './context.ts';
import { retryOrFail } from './decide-dispatch.ts';
import { answersTheOnlySend, failed, isEarlierTry, notFound } from './decide-failed.ts';
import { preimageProves } from './digest.ts';
import { doubt, raiseWhenOld, wakeForLookup } from './doubt.ts';
import type { Draft } from './draft.ts';
import type { DaemonEpoch } from './ids.ts';
import type { ResolveSource } from './ledger-event.ts';
import type { NodeAnswer } from './node-answer.ts';
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
      if (!attempt.seen || attempt.failure !== null) seenInFlight(draft, attemptNo, source, answer.epoch, '');
      draft.effect({ type: 'lookup', attemptNo });
      return draft;
    case 'not_found':
      return notFound(draft, attempt, source, answer, context);
    case 'unknown':
      return doubt(draft, attempt, source, answer.cause, '', '', context);
  }
}

function epochOf(answer: NodeAnswer): DaemonEpoch | '' {
  return 'epoch' in answer ? answer.epoch : '';
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
