import { Draft } from '#orchestrator/domain/draft';
import type { Mutant } from './mutant.ts';

export const looksOnce: Mutant = {
  id: 'looks-once',
  title: 'an unknown outcome is looked up once; when that does not help, nobody looks again',
  expects: 'L04',
  scenario: 'partial-commit',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        if (input.type !== 'due' || state?.status !== 'in_doubt') return real.decide(state, input, context);
        return new Draft(state, context.nowMs);
      },
    }),
  }),
};
