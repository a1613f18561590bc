import type { CoverageItem } from './coverage-item.ts';

export const stateFaultPairs: CoverageItem = {
  id: 'C15',
  title: 'Every intent state met every fault class',
  meaning:
    'A fault of the class had an effect while an intent was in the state: on its payment, on the node that carries it, or on what all intents share. Final states count only where a late word can still reach them.',
  source: 'properties-and-faults.md, Coverage C15',
  needs: { faults: [] },
  counted: 'pairs',
};
