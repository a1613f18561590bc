import { AfterDoubt } from './after-doubt.ts';
import type { CoverageItem } from './coverage-item.ts';

export const unknownThenSettled: CoverageItem = {
  id: 'C07-settled',
  title: 'Unknown, then settled',
  meaning:
    'The outcome of an attempt was unknown, and then it was proved settled: the money had moved all the time. Both ends of C07 have a quota: an engine that always guesses one way looks right until the other comes.',
  source: 'properties-and-faults.md, Coverage C07',
  needs: { faults: ['node.', 'net.', 'api.', 'orch.', 'store.'] },
  counted: {
    listens: ['attempt-resolved'],
    start: (facts) => new AfterDoubt(facts, 'settled'),
  },
};
