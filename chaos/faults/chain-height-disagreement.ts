import { z } from 'zod';
import { aimAtNode, nodeAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const chainHeightDisagreement = defineFault({
  kind: 'chain.height_disagreement',
  title: 'a node lags behind',
  meaning:
    'The node is lagBlocks behind all others: as a payer it makes time locks that are too short, as a forwarder it takes HTLCs that are too late.',
  source: 'properties-and-faults.md F59',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('chain.height_disagreement'),
    ...nodeAim,
    lagBlocks: z.int().min(1).max(2016),
  }),
  heals: 'The node has caught up.',
  draw(random, targets, horizonMs) {
    const aim = aimAtNode(random, targets);
    return (
      aim && {
        kind: 'chain.height_disagreement' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        lagBlocks: random.between(1, 12),
      }
    );
  },
});
