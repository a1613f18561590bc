import type { Mutant } from './mutant.ts';

export const retryEverything: Mutant = {
  id: 'retry-everything',
  title: 'a payment that fails is tried again at once, ten times more than the policy allows',
  expects: 'S30',
  scenario: 'liquidity-drain',
  plant: () => ({
    rules: (real) => ({ ...real, attemptsMax: real.attemptsMax * 10, backoffFirstMs: 20, backoffMaxMs: 20 }),
  }),
};
