import type { Mutant } from './mutant.ts';

export const unconfirmedFailureBelieved: Mutant = {
  id: 'unconfirmed-failure-believed',
  title:
    'a "failed" that the daemon may still take back (CLN between two attempts, Eclair, LDK) ends the attempt at once',
  expects: 'S12',
  also: ['S01', 'S02', 'S03', 'S13', 'S16'],
  scenario: 'swarm',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        if (input.type !== 'answered' || input.answer.kind !== 'failed')
          return real.decide(state, input, context);
        const { reason, epoch, record } = input.answer;
        return real.decide(state, { ...input, answer: { kind: 'failed', reason, epoch, record } }, context);
      },
    }),
  }),
};
