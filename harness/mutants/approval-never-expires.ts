import { Draft } from '#orchestrator/domain/draft';
import type { Mutant } from './mutant.ts';

export const approvalNeverExpires: Mutant = {
  id: 'approval-never-expires',
  title: 'a request for approval that nobody answers waits for ever',
  expects: 'L10',
  scenario: 'roll-call',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide: (state, input, context) =>
        input.type === 'due' && state?.status === 'awaiting_approval'
          ? new Draft(state, context.nowMs)
          : real.decide(state, input, context),
    }),
  }),
};
