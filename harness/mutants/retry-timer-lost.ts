import type { Mutant } from './mutant.ts';

export const retryTimerLost: Mutant = {
  id: 'retry-timer-lost',
  title: 'the timer of a retry is never set: what has to wait for its next attempt waits for ever',
  expects: 'L03',
  scenario: 'liquidity-drain',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        const draft = real.decide(state, input, context);
        if (draft.state.status !== 'ready') return draft;
        const kept = draft.effects.filter((effect) => effect.type !== 'wake');
        draft.effects.splice(0, draft.effects.length, ...kept);
        return draft;
      },
    }),
  }),
};
