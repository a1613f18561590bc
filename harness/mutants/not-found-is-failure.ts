import { openAttempt } from '#orchestrator/domain/state';
import { giveUp } from './give-up.ts';
import type { Mutant } from './mutant.ts';

export const notFoundIsFailure: Mutant = {
  id: 'not-found-is-failure',
  title: 'a node that has no record of the payment (yet) is taken to say that it failed',
  expects: 'S13',
  scenario: 'partial-commit',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        if (input.type !== 'answered' || input.answer.kind !== 'not_found' || state === null)
          return real.decide(state, input, context);
        if (openAttempt(state)?.record.no !== input.attemptNo) return real.decide(state, input, context);
        return giveUp(state, 'not_sent', context);
      },
    }),
  }),
};
