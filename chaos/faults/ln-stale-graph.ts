import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const lnStaleGraph = defineFault({
  kind: 'ln.stale_graph',
  title: 'gossip does not arrive',
  meaning:
    'No gossip reaches the payers: they go on planning with fees, time locks and channels of before. What a failed payment brings back with it they still learn.',
  source: 'properties-and-faults.md F51',
  lane: 'both',
  optIn: 'alone it withholds nothing: it bites only beside faults that change policies or close channels',
  schema: z.strictObject(envelope('ln.stale_graph')),
  heals: 'All that was held back arrives at once.',
  draw(random, targets, horizonMs) {
    if (targets.channelCount === 0) return null;
    return { kind: 'ln.stale_graph' as const, ...drawWindow(random, horizonMs, 10, 60) };
  },
});
