import { Draft } from '#orchestrator/domain/draft';
import type { PaymentHash } from '#orchestrator/domain/ids';
import type { IntentState } from '#orchestrator/domain/state';
import type { Mutant } from './mutant.ts';

export const lateEventReopens: Mutant = {
  id: 'late-event-reopens',
  title: 'an event that says otherwise takes a settled intent back into doubt',
  expects: 'S10',
  scenario: 'stale-callbacks',
  plant() {
    const denied = new Set<PaymentHash>();
    return {
      hint: ({ hash, claims }) => void (claims === 'settled' ? denied.delete(hash) : denied.add(hash)),
      core: (real) => ({
        ...real,
        decide(state, input, context) {
          const reopens = state?.status === 'settled' && denied.has(state.intent.hash);
          if (!reopens || input.type !== 'hinted') return real.decide(state, input, context);
          const draft = new Draft(reopened(state, context.nowMs), context.nowMs);
          const { nowMs: atMs } = context;
          draft.events.push({ type: 'moved', from: 'settled', to: 'in_doubt', cause: 'late event', atMs });
          draft.effect({ type: 'lookup', attemptNo: state.attempts.length });
          return draft;
        },
      }),
    };
  },
};

function reopened(state: IntentState, nowMs: number): IntentState {
  const outcome = { kind: 'in_flight' } as const;
  const attempts = state.attempts.with(-1, { ...state.attempts.at(-1)!, outcome });
  return { ...state, attempts, status: 'in_doubt', answer: null, inDoubtSinceMs: nowMs };
}
