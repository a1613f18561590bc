import type { IntentId } from '#orchestrator/domain/ids';
import type { Mutant } from './mutant.ts';
import { routerParts } from './router-parts.ts';

export const reservationLeaks: Mutant = {
  id: 'reservation-leaks',
  title: 'what was set aside for a payment is never given back when the payment ends',
  expects: 'L11',
  scenario: 'baseline',
  plant: () => ({
    router(real) {
      const kept = new Set<IntentId>();
      return {
        ...routerParts(real),
        release: (intent) => void kept.add(intent),
        reserve(intent, node, amountMsat) {
          if (kept.delete(intent)) real.release(intent);
          real.reserve(intent, node, amountMsat);
        },
      };
    },
  }),
};
