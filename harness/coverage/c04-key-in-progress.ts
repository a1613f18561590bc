import { AnswersTo } from './answers-to.ts';
import type { CoverageItem } from './coverage-item.ts';

export const keyInProgress: CoverageItem = {
  id: 'C04',
  title: 'Duplicate key while the first is running',
  meaning:
    'A client sent the same key with the same content while the payment was under way, and was told so (409).',
  source: 'properties-and-faults.md, Coverage C04; IETF Idempotency-Key draft',
  needs: { faults: [], workload: 'retryShare' },
  counted: {
    listens: ['request-submitted', 'response-received'],
    start: () => new AnswersTo('retry', '409'),
  },
};
