import type { Mutant } from './mutant.ts';
import { routerParts } from './router-parts.ts';

export const noFallback: Mutant = {
  id: 'no-fallback',
  title: 'only the preferred node of a corridor is ever used: without it the corridor stands still',
  expects: 'L13',
  scenario: 'roll-call',
  plant: () => ({
    router: (real) => ({
      ...routerParts(real),
      choose(state, nowMs) {
        const choice = real.choose(state, nowMs);
        if (choice.node === null || choice.why === 'first choice') return choice;
        return { node: null, why: 'the preferred node cannot pay now' };
      },
    }),
  }),
};
