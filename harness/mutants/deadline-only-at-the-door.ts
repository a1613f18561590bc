import type { Mutant } from './mutant.ts';

export const deadlineOnlyAtTheDoor: Mutant = {
  id: 'deadline-only-at-the-door',
  title: 'the deadline is checked when an intent comes in, and never again',
  expects: 'S29',
  scenario: 'partial-commit',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        if (state === null) return real.decide(state, input, context);
        const intent = { ...state.intent, deadlineMs: Number.MAX_SAFE_INTEGER };
        return real.decide({ ...state, intent }, input, context);
      },
    }),
  }),
};
