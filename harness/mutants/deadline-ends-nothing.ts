import { Draft } from '#orchestrator/domain/draft';
import type { Mutant } from './mutant.ts';

export const deadlineEndsNothing: Mutant = {
  id: 'deadline-ends-nothing',
  title: 'an intent whose deadline has passed is not paid any more, and nobody ends it either',
  expects: 'L01',
  scenario: 'roll-call',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        const waits = state?.status === 'ready' || state?.status === 'awaiting_approval';
        return waits && input.type === 'due' && context.nowMs >= state.intent.deadlineMs
          ? new Draft(state, context.nowMs)
          : real.decide(state, input, context);
      },
    }),
  }),
};
