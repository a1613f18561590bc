import type { Mutant } from './mutant.ts';

export const fallbackBeforeFailure: Mutant = {
  id: 'fallback-before-failure',
  title: 'an answer that never came is read as "no route", and the next node is tried',
  expects: 'S03',
  scenario: 'delayed-events',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        if (input.type !== 'answered' || input.answer.kind !== 'unknown')
          return real.decide(state, input, context);
        const answer = { kind: 'failed', reason: 'no_route', epoch: '', record: '' } as const;
        return real.decide(state, { ...input, answer }, context);
      },
    }),
  }),
};
