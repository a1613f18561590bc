import { z } from 'zod';
import { aimAtNode, nodeAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const nodeSlow = defineFault({
  kind: 'node.slow',
  title: 'node short of CPU',
  meaning:
    'The daemon takes addMs longer over everything: each request, each answer, and each message of a channel peer.',
  source: 'properties-and-faults.md F05',
  lane: 'both',
  schema: z.strictObject({ ...envelope('node.slow'), ...nodeAim, addMs: timeMs }),
  heals: 'The node is as fast as before with what comes from then on.',
  draw(random, targets, horizonMs) {
    const aim = aimAtNode(random, targets);
    return (
      aim && {
        kind: 'node.slow' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        addMs: random.between(100, 3_000),
      }
    );
  },
});
