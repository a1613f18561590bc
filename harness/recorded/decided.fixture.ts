import { rulesOf } from '#orchestrator/adapters/rules';
import { decide } from '#orchestrator/domain/decide';
import type { NodeName } from '#orchestrator/domain/ids';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import { contextAt, epochOf, RULES, sampleIntent } from '#orchestrator/domain/sample.fixture';
import { type IntentState, openAttempt } from '#orchestrator/domain/state';
import { isTerminal } from '#orchestrator/domain/status';
import type { RecordedDaemon } from './recordings.ts';
import type { Concluded } from './trial-verdict.fixture.ts';

/** The last word is read again and again, for as long as any rule waits. */
const AGAIN = { times: 12, everyMs: 5_000 };
const INTENT = sampleIntent({ deadlineMs: 300_000, invoiceExpiresAtMs: 600_000 });

/** What the orchestrator makes of the conclusions of one trial, with a second node at hand. */
export interface Decided {
  readonly status: IntentState['status'];
  /** Nodes through which it left, in this order. */
  readonly sentThrough: readonly string[];
}

/** Lives one payment through the decider, until the last word has been heard often enough or there is an end. */
export function decideTrial(daemon: RecordedDaemon, { call, lookups }: Concluded): Decided {
  const sentThrough: string[] = [];
  let state: IntentState | null = null;
  let nowMs = 0;
  const resendSafe = rulesOf(daemon).resendSafe;
  const feed = (input: Parameters<typeof decide>[1]): void => {
    const context = contextAt(nowMs, {
      rules: { ...RULES, attemptWindowMs: 1_000 },
      chooseRoute: () => {
        const node = sentThrough.length === 0 ? 'a' : 'b';
        return { node: node as NodeName, epoch: epochOf('a.1'), why: 'in turn' };
      },
      resendSafe: () => resendSafe,
    });
    const draft = decide(state, input, context);
    state = draft.state;
    for (const effect of draft.effects)
      if (effect.type === 'dispatch')
        sentThrough.push(draft.state.attempts[effect.attemptNo - 1]!.record.node);
  };
  const hears = (answer: NodeAnswer, via: 'pay' | 'lookup'): void => {
    const open = state === null || isTerminal(state.status) ? null : openAttempt(state);
    // Words about the first node are none about a second one.
    if (open !== null && open.record.node === 'a')
      feed({ type: 'answered', attemptNo: open.record.no, answer, via });
    // Whatever waits for its time gets it.
    nowMs += RULES.backoffMaxMs;
    if (state !== null && !isTerminal(state.status)) feed({ type: 'due' });
  };
  feed({ type: 'submitted', intent: INTENT });
  nowMs = RULES.callTimeoutMs;
  if (call !== null) hears(call, 'pay');
  for (const answer of lookups) hears(answer, 'lookup');
  const last = lookups.at(-1);
  for (let again = 0; last !== undefined && again < AGAIN.times; again++) {
    nowMs += AGAIN.everyMs;
    hears(last, 'lookup');
  }
  return { status: (state as IntentState | null)!.status, sentThrough };
}
