import { openAttempt } from '#orchestrator/domain/state';
import type { Mutant } from './mutant.ts';

export const exceptionClosesItself: Mutant = {
  id: 'exception-closes-itself',
  title: 'what nobody could explain is closed as failed in the operator’s name',
  expects: 'S12',
  scenario: 'delayed-events',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        const draft = real.decide(state, input, context);
        const raised = draft.events.some((event) => event.type === 'exception_raised');
        const open = raised ? openAttempt(draft.state) : null;
        if (open === null) return draft;
        draft.fail(open.record.no, 'timeout', 'operator', '', '');
        draft.closeException('operator', 'closed after a while');
        return draft.end('failed', 'timeout');
      },
    }),
  }),
};
