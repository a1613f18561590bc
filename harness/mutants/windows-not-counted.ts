import type { Mutant } from './mutant.ts';

export const windowsNotCounted: Mutant = {
  id: 'windows-not-counted',
  title: 'rolling windows are read from a copy that does not see the last minute',
  expects: 'S20',
  scenario: 'baseline',
  plant: () => ({
    policy: (real) => ({
      decide: (question) => real.decide(question),
      reserve: () => undefined,
      release: () => undefined,
      inForce: () => real.inForce(),
    }),
  }),
};
