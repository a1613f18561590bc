import { dispatchOrWait } from '#orchestrator/domain/decide-dispatch';
import { Draft } from '#orchestrator/domain/draft';
import { openAttempt } from '#orchestrator/domain/state';
import type { Mutant } from './mutant.ts';

export const leaseInMemory: Mutant = {
  id: 'lease-in-memory',
  title: 'that an attempt is out is only known in memory: after a restart it is sent once more, as a new one',
  expects: 'S32',
  scenario: 'partial-commit',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        if (input.type !== 'recovered' || state === null || openAttempt(state) === null)
          return real.decide(state, input, context);
        const draft = new Draft(state, context.nowMs);
        draft.move('ready', 'restarted');
        return dispatchOrWait(draft, context);
      },
    }),
  }),
};
