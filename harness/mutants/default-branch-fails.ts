import { openAttempt } from '#orchestrator/domain/state';
import { giveUp } from './give-up.ts';
import type { Mutant } from './mutant.ts';

export const defaultBranchFails: Mutant = {
  id: 'default-branch-fails',
  title: 'an error that nobody wrote a case for falls into the default branch, and that says: failed',
  expects: 'S13',
  scenario: 'roll-call',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        const answer = input.type === 'answered' ? input.answer : null;
        const strange = answer?.kind === 'unknown' && answer.cause !== 'timeout';
        const current =
          input.type === 'answered' && state !== null && openAttempt(state)?.record.no === input.attemptNo;
        return strange && current
          ? giveUp(state, 'rejected_by_node', context)
          : real.decide(state, input, context);
      },
    }),
  }),
};
