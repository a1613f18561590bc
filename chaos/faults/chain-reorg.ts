import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const chainReorg = defineFault({
  kind: 'chain.reorg',
  title: 'blocks reorganised away',
  meaning:
    'The `depth` highest blocks are gone, and after durMs another branch, one block longer, takes their place. Meanwhile nodes reckon time locks from the lower height; HTLCs offered then may be too late when the height comes back.',
  source: 'properties-and-faults.md F57',
  lane: 'both',
  schema: z.strictObject({ ...envelope('chain.reorg'), depth: z.int().min(1).max(100) }),
  heals: 'The other branch is there, one block longer.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'chain.reorg' as const,
      ...drawWindow(random, horizonMs, 1, 20),
      depth: random.between(1, 6),
    };
  },
});
