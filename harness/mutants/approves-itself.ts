import { dispatchOrWait } from '#orchestrator/domain/decide-dispatch';
import type { Mutant } from './mutant.ts';

export const approvesItself: Mutant = {
  id: 'approves-itself',
  title: 'what needs a human is approved at once, in the name of the human who would be asked',
  expects: 'S20',
  scenario: 'baseline',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        const draft = real.decide(state, input, context);
        if (input.type !== 'submitted' || draft.state.status !== 'awaiting_approval') return draft;
        const approver = 'approver-1';
        draft.emit({ type: 'approval_given', approver, atMs: context.nowMs });
        draft.move('ready', `approved by ${approver}`);
        return dispatchOrWait(draft, context);
      },
    }),
  }),
};
