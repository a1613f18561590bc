import { AnswersTo } from './answers-to.ts';
import type { CoverageItem } from './coverage-item.ts';

export const keyMismatch: CoverageItem = {
  id: 'C05',
  title: 'Same key, other content',
  meaning: 'A client used a key again with other content and was refused (422).',
  source: 'properties-and-faults.md, Coverage C05; IETF Idempotency-Key draft',
  needs: { faults: [], workload: 'alteredShare' },
  counted: {
    listens: ['request-submitted', 'response-received'],
    start: () => new AnswersTo('altered', '422'),
  },
};
