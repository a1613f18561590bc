import type { Mutant } from './mutant.ts';

export const defaultAllowPolicy: Mutant = {
  id: 'default-allow-policy',
  title: 'whatever the policy says, the answer is: allow',
  expects: 'S20',
  scenario: 'baseline',
  plant: () => ({
    policy: (real) => ({
      decide: (question) => ({ ...real.decide(question), effect: 'allow' }),
      reserve: (question) => real.reserve(question),
      release: (question) => real.release(question),
      inForce: () => real.inForce(),
    }),
  }),
};
