import { msat } from '#orchestrator/domain/money';
import type { Mutant } from './mutant.ts';

export const feeBookedInSat: Mutant = {
  id: 'fee-booked-in-sat',
  title: 'fees are booked in whole satoshi, rounded down',
  expects: 'S16',
  scenario: 'baseline',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        if (input.type !== 'answered' || input.answer.kind !== 'settled' || input.answer.feeMsat === null)
          return real.decide(state, input, context);
        const feeMsat = msat((input.answer.feeMsat / 1000n) * 1000n);
        return real.decide(state, { ...input, answer: { ...input.answer, feeMsat } }, context);
      },
    }),
  }),
};
