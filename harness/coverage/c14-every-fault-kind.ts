import type { CoverageItem } from './coverage-item.ts';

export const everyFaultKind: CoverageItem = {
  id: 'C14',
  title: 'Every fault kind effective',
  meaning:
    'Each kind of the fault vocabulary that the scenarios of this run can draw had an effect in so many trials. A fault that was injected and touched nothing does not count.',
  source: 'properties-and-faults.md, Coverage C14',
  needs: { faults: [] },
  counted: 'effects',
};
