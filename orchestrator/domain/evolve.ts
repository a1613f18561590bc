import type { AttemptResolved, LedgerEvent } from './ledger-event.ts';
import type { AttemptState, IntentState, UnconfirmedFailure } from './state.ts';
import { mayMove } from './status.ts';

/**
 * The next state. Pure; the same fold runs live and at recovery.
 * @throws Error on an event that cannot follow (a broken program or a corrupted journal), never on an operating error.
 */
export function evolve(state: IntentState | null, event: LedgerEvent): IntentState {
  if (event.type === 'intent_received') {
    if (state !== null) throw new Error(`${event.intent.id}: received twice`);
    return {
      intent: event.intent,
      status: 'received',
      decision: null,
      approvalGiven: false,
      approvalExpiresAtMs: -1,
      attempts: [],
      notBeforeMs: 0,
      inDoubtSinceMs: -1,
      exception: null,
      exceptionOpen: false,
      answer: null,
    };
  }
  if (state === null) throw new Error(`${event.type} before intent_received`);
  switch (event.type) {
    case 'policy_decided':
      return { ...state, decision: event.decision };
    case 'approval_requested':
      return { ...state, approvalExpiresAtMs: event.expiresAtMs };
    case 'approval_given':
      return { ...state, approvalGiven: true };
    case 'approval_refused':
      return { ...state, approvalGiven: false };
    case 'attempt_opened':
      if (event.attempt.no !== state.attempts.length + 1)
        throw new Error(`${state.intent.id}: attempt ${event.attempt.no} after ${state.attempts.length}`);
      return {
        ...state,
        attempts: [
          ...state.attempts,
          {
            record: event.attempt,
            outcome: null,
            sends: 1,
            nodeRecords: [],
            seen: false,
            epochAfterSend: '',
            restarted: false,
            emptyReads: 0,
            emptySinceMs: -1,
            lateEmptySinceMs: -1,
            failure: null,
          },
        ],
      };
    case 'attempt_resent':
      return withAttempt(state, event.no, (attempt) => ({
        ...attempt,
        sends: attempt.sends + 1,
        epochAfterSend: '',
        restarted: false,
        emptyReads: 0,
        emptySinceMs: -1,
        lateEmptySinceMs: -1,
        failure: null,
      }));
    case 'attempt_resolved':
      return resolved(state, event);
    case 'retry_scheduled':
      return { ...state, notBeforeMs: event.notBeforeMs };
    case 'moved':
      if (event.from !== state.status || !mayMove(event.from, event.to))
        throw new Error(`${state.intent.id}: moved ${event.from} to ${event.to} while ${state.status}`);
      return { ...state, status: event.to };
    case 'answer_stored':
      if (state.answer !== null) throw new Error(`${state.intent.id}: answered twice`);
      return { ...state, answer: { status: event.status, body: event.body } };
    case 'exception_raised':
      return {
        ...state,
        exception: { kind: event.kind, evidence: event.evidence, atMs: event.atMs },
        exceptionOpen: true,
      };
    case 'exception_closed':
      return { ...state, exceptionOpen: false };
  }
}

function resolved(state: IntentState, event: AttemptResolved): IntentState {
  const { outcome } = event;
  const next = withAttempt(state, event.no, (attempt) => read(attempt, event));
  const open = outcome.kind === 'unknown' || outcome.kind === 'in_flight';
  if (!open) return { ...next, inDoubtSinceMs: -1 };
  return next.inDoubtSinceMs === -1 ? { ...next, inDoubtSinceMs: event.atMs } : next;
}

/** What one reading adds to what is known of an attempt. */
function read(attempt: AttemptState, event: AttemptResolved): AttemptState {
  const { outcome, record, epoch } = event;
  const restarts = epoch !== '' && attempt.epochAfterSend !== '' && epoch !== attempt.epochAfterSend;
  const fresh = restarts && !attempt.restarted;
  const empty = outcome.kind === 'unknown' && outcome.cause === 'not_found';
  const inRow = empty && attempt.emptyReads > 0 && !fresh;
  const late = empty && outcome.late === true;
  const lateInRow = inRow && attempt.lateEmptySinceMs >= 0;
  const failure = failureAfter(attempt.failure, event);
  const known = record === '' || attempt.nodeRecords.includes(record);
  return {
    ...attempt,
    outcome,
    nodeRecords: known ? attempt.nodeRecords : attempt.nodeRecords.concat(record),
    seen: attempt.seen || record !== '' || outcome.kind === 'in_flight' || failure !== null,
    epochAfterSend: attempt.epochAfterSend === '' ? epoch : attempt.epochAfterSend,
    restarted: attempt.restarted || restarts,
    emptyReads: empty ? (inRow ? attempt.emptyReads + 1 : 1) : attempt.emptyReads,
    emptySinceMs: empty && !inRow ? event.atMs : attempt.emptySinceMs,
    lateEmptySinceMs: late && !lateInRow ? event.atMs : attempt.lateEmptySinceMs,
    failure,
  };
}

/** The unconfirmed failure after one more answer: silence says nothing, any other reading ends it. */
function failureAfter(before: UnconfirmedFailure | null, event: AttemptResolved): UnconfirmedFailure | null {
  const { outcome, record, epoch, atMs } = event;
  if (outcome.kind !== 'unknown') return null;
  switch (outcome.cause) {
    case 'timeout':
    case 'reset':
    case 'unavailable':
    case 'recovered':
      return before;
    case 'failure_unconfirmed': {
      const mayResume = outcome.mayResume === true;
      const reason = outcome.reason ?? 'unspecified';
      if (before === null || before.record !== record || before.epoch !== epoch)
        return { reason, record, epoch, mayResume, sinceMs: atMs };
      const told = reason === 'unspecified' ? before.reason : reason;
      const sinceMs = before.mayResume === mayResume ? before.sinceMs : atMs;
      return { reason: told, record, epoch, mayResume, sinceMs };
    }
    default:
      return null;
  }
}

function withAttempt(
  state: IntentState,
  no: number,
  change: (attempt: AttemptState) => AttemptState,
): IntentState {
  const attempt = state.attempts[no - 1];
  if (attempt === undefined) throw new Error(`${state.intent.id}: no attempt ${no}`);
  const attempts = state.attempts.slice();
  attempts[no - 1] = change(attempt);
  return { ...state, attempts };
}
