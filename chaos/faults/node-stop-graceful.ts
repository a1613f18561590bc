import { z } from 'zod';
import { aimAtNode, nodeAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const nodeStopGraceful = defineFault({
  kind: 'node.stop_graceful',
  title: 'node stopped',
  meaning:
    'The daemon is asked to stop, writes everything, refuses connections, and starts again after durMs.',
  source: 'properties-and-faults.md F02',
  lane: 'both',
  schema: z.strictObject({ ...envelope('node.stop_graceful'), ...nodeAim }),
  heals: 'The node starts again with a new epoch.',
  draw(random, targets, horizonMs) {
    const aim = aimAtNode(random, targets);
    return aim && { kind: 'node.stop_graceful' as const, ...drawWindow(random, horizonMs, 2, 30), ...aim };
  },
});
