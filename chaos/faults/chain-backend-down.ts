import { z } from 'zod';
import { aimAtNode, nodeAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const chainBackendDown = defineFault({
  kind: 'chain.backend_down',
  title: 'no blocks for a node',
  meaning:
    'The chain backend of the node is gone: it goes on with the height that it knows, while `blocks` more are found at once besides those that come by themselves. Its HTLCs get time locks that others find too short.',
  source: 'properties-and-faults.md F58',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('chain.backend_down'),
    ...nodeAim,
    blocks: z.int().min(0).max(144),
  }),
  heals: 'The node sees all missed blocks at once.',
  draw(random, targets, horizonMs) {
    const aim = aimAtNode(random, targets);
    return (
      aim && {
        kind: 'chain.backend_down' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        blocks: random.between(1, 12),
      }
    );
  },
});
