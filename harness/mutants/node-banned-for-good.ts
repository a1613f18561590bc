import type { NodeName } from '#orchestrator/domain/ids';
import type { Mutant } from './mutant.ts';
import { routerParts } from './router-parts.ts';

export const nodeBannedForGood: Mutant = {
  id: 'node-banned-for-good',
  title: 'a node that did not answer once is never used again: in the end there is none left',
  expects: 'L02',
  scenario: 'node-outage',
  plant: () => ({
    router(real) {
      const banned = new Set<NodeName>();
      return {
        ...routerParts(real),
        heard(node, answer, nowMs) {
          if (answer.kind === 'unknown') banned.add(node);
          real.heard(node, answer, nowMs);
        },
        choose(state, nowMs) {
          const choice = real.choose(state, nowMs);
          return choice.node !== null && banned.has(choice.node)
            ? { node: null, why: `${choice.node} did not answer before` }
            : choice;
        },
      };
    },
  }),
};
