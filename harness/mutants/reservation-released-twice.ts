import type { Mutant } from './mutant.ts';
import { routerParts } from './router-parts.ts';

export const reservationReleasedTwice: Mutant = {
  id: 'reservation-released-twice',
  title: 'what was set aside for a payment is given back twice when it ends',
  expects: 'S18',
  scenario: 'baseline',
  plant: () => ({
    router: (real) => ({
      ...routerParts(real),
      release(intent) {
        real.release(intent);
        real.release(intent);
      },
    }),
  }),
};
