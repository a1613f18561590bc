import type { Context } from '#orchestrator/domain/context';
import { retryOrFail } from '#orchestrator/domain/decide-dispatch';
import { Draft } from '#orchestrator/domain/draft';
import type { FailureReason } from '#orchestrator/domain/outcome';
import type { IntentState } from '#orchestrator/domain/state';
import { openAttempt } from '#orchestrator/domain/state';

/** Calls the open attempt failed on nobody's word, and goes on as the engine does after a definitive failure. */
export function giveUp(state: IntentState, reason: FailureReason, context: Context): Draft {
  const draft = new Draft(state, context.nowMs);
  draft.fail(openAttempt(state)!.record.no, reason, 'lookup', '', '');
  return retryOrFail(draft, reason, context);
}
