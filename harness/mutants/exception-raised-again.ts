import type { Mutant } from './mutant.ts';

export const exceptionRaisedAgain: Mutant = {
  id: 'exception-raised-again',
  title: 'every look at an intent that waits for a person calls the person again',
  expects: 'L06',
  scenario: 'partial-commit',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        const draft = real.decide(state, input, context);
        if (input.type !== 'due' || state?.exceptionOpen !== true || !draft.state.exceptionOpen) return draft;
        const { kind, evidence } = state.exception!;
        draft.emit({ type: 'exception_raised', kind, evidence, atMs: context.nowMs });
        return draft;
      },
    }),
  }),
};
