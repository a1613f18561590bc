import { Draft } from '#orchestrator/domain/draft';
import { openAttempt } from '#orchestrator/domain/state';
import type { Mutant } from './mutant.ts';

export const failedOnDeadline: Mutant = {
  id: 'failed-on-deadline',
  title: 'an intent whose deadline has passed is failed although its payment is still in flight',
  expects: 'S13',
  scenario: 'mixed',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        const open = state === null ? null : openAttempt(state);
        if (state === null || open === null || context.nowMs < state.intent.deadlineMs)
          return real.decide(state, input, context);
        const draft = new Draft(state, context.nowMs);
        draft.fail(open.record.no, 'timeout', 'lookup', '', '');
        return draft.end('failed', 'deadline');
      },
    }),
  }),
};
