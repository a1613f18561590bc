import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const loadBurst = defineFault({
  kind: 'load.burst',
  title: 'burst of purchases',
  meaning:
    'factor times as many purchases arrive: each comes with others like it, at the same moment, with their own keys and invoices.',
  source: 'properties-and-faults.md F66',
  lane: 'both',
  schema: z.strictObject({ ...envelope('load.burst'), factor: z.int().min(2).max(1_000) }),
  heals: 'Purchases arrive as the workload says.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'load.burst' as const,
      ...drawWindow(random, horizonMs, 5, 20),
      factor: random.between(2, 6),
    };
  },
});
