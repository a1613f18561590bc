import { z } from 'zod';
import { aimAtNode, nodeAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const nodeFlap = defineFault({
  kind: 'node.flap',
  title: 'restart storm',
  meaning:
    'The node is killed and started `cycles` times: durMs is cut into equal cycles, each down first, then up.',
  source: 'properties-and-faults.md F07',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('node.flap'),
    ...nodeAim,
    cycles: z.int().min(1).max(100),
    downPct: z.int().min(1).max(99).describe('Share of each cycle that the node is down.'),
  }),
  heals: 'The node starts and stays up.',
  draw(random, targets, horizonMs) {
    const aim = aimAtNode(random, targets);
    return (
      aim && {
        kind: 'node.flap' as const,
        ...drawWindow(random, horizonMs, 10, 40),
        ...aim,
        cycles: random.between(2, 8),
        downPct: random.between(10, 80),
      }
    );
  },
});
