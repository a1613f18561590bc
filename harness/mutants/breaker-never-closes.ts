import type { Mutant } from './mutant.ts';
import { routerParts } from './router-parts.ts';

export const breakerNeverCloses: Mutant = {
  id: 'breaker-never-closes',
  title:
    'a good answer does not close a circuit breaker: after a bad minute a node stays on probation for good',
  expects: 'L07',
  scenario: 'partial-commit',
  plant: () => ({
    router: (real) => ({
      ...routerParts(real),
      heard(node, answer, nowMs) {
        if (answer.kind === 'unknown' || answer.kind === 'not_sent') real.heard(node, answer, nowMs);
      },
    }),
  }),
};
