import { Draft } from '#orchestrator/domain/draft';
import type { Mutant } from './mutant.ts';

export const recoveryForgets: Mutant = {
  id: 'recovery-forgets',
  title: 'a restarted process does not look for what was in flight when it died',
  expects: 'L05',
  scenario: 'partial-commit',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide: (state, input, context) =>
        input.type === 'recovered' ? new Draft(state, context.nowMs) : real.decide(state, input, context),
    }),
  }),
};
