import type { CoverageItem } from './coverage-item.ts';

export const outboxRelayCrash: CoverageItem = {
  id: 'C13',
  title: 'Outbox relay crash after publish, before acknowledge',
  meaning: 'A relay published a notification and died before it marked it as published.',
  source: 'properties-and-faults.md, Coverage C13',
  needs: { faults: ['outbox.'] },
  counted: {
    notApplicable:
      'the orchestrator has no outbox: a client learns the end of its intent by asking again with its key, so there is no relay that could die',
  },
};
