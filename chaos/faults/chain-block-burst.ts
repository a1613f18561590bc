import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const chainBlockBurst = defineFault({
  kind: 'chain.block_burst',
  title: 'burst of blocks',
  meaning: '`blocks` blocks are found within durMs: time locks come near, final expiries are too soon.',
  source: 'properties-and-faults.md F56',
  lane: 'both',
  schema: z.strictObject({ ...envelope('chain.block_burst'), blocks: z.int().min(1).max(144) }),
  heals: 'Blocks come at their usual pace.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'chain.block_burst' as const,
      ...drawWindow(random, horizonMs, 1, 20),
      blocks: random.between(1, 6),
    };
  },
});
