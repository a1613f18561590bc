import type { Mutant } from './mutant.ts';

export const eventDumped: Mutant = {
  id: 'event-dumped',
  title:
    'an event that comes before the answer of its node is dumped, preimage and all, for a person to read',
  expects: 'S28',
  scenario: 'baseline',
  plant() {
    const dumps = new Map<string, string>();
    return {
      hint: (hint) => void dumps.set(hint.hash, JSON.stringify(hint)),
      core: (real) => ({
        ...real,
        decide(state, input, context) {
          const draft = real.decide(state, input, context);
          if (input.type !== 'hinted' || state?.status !== 'in_flight' || state.exception !== null)
            return draft;
          const evidence = dumps.get(state.intent.hash) ?? '';
          draft.emit({ type: 'exception_raised', kind: 'contradiction', evidence, atMs: context.nowMs });
          return draft;
        },
      }),
    };
  },
};
