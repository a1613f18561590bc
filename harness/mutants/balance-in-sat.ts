import type { Mutant } from './mutant.ts';

export const balanceInSat: Mutant = {
  id: 'balance-in-sat',
  title: 'the books are closed in whole satoshi: each node’s last millisatoshi are gone',
  expects: 'S15',
  scenario: 'baseline',
  plant: () => ({
    evidence(event) {
      if (event.kind === 'balance-seen' && event.state === 'end') event.amountMsat -= event.amountMsat % 1000;
    },
  }),
};
