import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const storeStaleRead = defineFault({
  kind: 'store.stale_read',
  title: 'stale read at recovery',
  meaning:
    'Whoever reads the journal sees it as it was lagMs ago (a replica that lags, a snapshot). Commits go to the primary all the same. It shows when the orchestrator starts.',
  source: 'properties-and-faults.md F19',
  lane: 'both',
  schema: z.strictObject({ ...envelope('store.stale_read'), lagMs: timeMs }),
  heals: 'Reads show everything that is durable.',
  draw(random, targets, horizonMs) {
    if (targets.boundaryNames.length === 0) return null;
    return {
      kind: 'store.stale_read' as const,
      ...drawWindow(random, horizonMs, 10, 60),
      lagMs: random.between(1, 3_000),
    };
  },
});
