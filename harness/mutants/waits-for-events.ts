import type { Mutant } from './mutant.ts';
import { nodeCalls } from './node-calls.ts';

export const waitsForEvents: Mutant = {
  id: 'waits-for-events',
  title: 'how a payment ended is only learned from events: a lost one is never made up for',
  expects: 'L12',
  scenario: 'delayed-events',
  plant: ({ process }) => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        const draft = real.decide(state, input, context);
        if (input.type === 'hinted') return draft;
        const kept = draft.effects.filter((effect) => effect.type !== 'lookup');
        draft.effects.splice(0, draft.effects.length, ...kept);
        return draft;
      },
    }),
    ports: (real) => ({
      ...real,
      nodes: {
        ...nodeCalls(real.nodes),
        list: ({ callId }) => process.listed(callId, { kind: 'listed', entries: [] }),
      },
    }),
  }),
};
