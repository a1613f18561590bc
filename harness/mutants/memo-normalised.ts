import type { Mutant } from './mutant.ts';

export const memoNormalised: Mutant = {
  id: 'memo-normalised',
  title: 'the compliance payload is "cleaned" to another Unicode form on its way in',
  expects: 'S27',
  scenario: 'baseline',
  plant: () => ({
    core: (real) => ({
      ...real,
      admit(...submitted) {
        const intent = real.admit(...submitted);
        return 'error' in intent ? intent : { ...intent, compliance: intent.compliance.normalize('NFD') };
      },
    }),
  }),
};
