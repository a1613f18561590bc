import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const orchClockSkew = defineFault({
  kind: 'orch.clock_skew',
  title: 'wrong clock',
  meaning:
    "The orchestrator's clock jumps by offsetMs and from then on runs driftPpm too fast (or, negative, too slow). Clients, nodes and chain keep the true time.",
  source: 'properties-and-faults.md F15',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('orch.clock_skew'),
    offsetMs: z.int().min(-60_000).max(60_000).describe('Forwards or, negative, backwards.'),
    driftPpm: z.int().min(-100_000).max(100_000),
  }),
  heals: 'The clock jumps back to the true time.',
  draw(random, targets, horizonMs) {
    if (targets.boundaryNames.length === 0) return null;
    return {
      kind: 'orch.clock_skew' as const,
      ...drawWindow(random, horizonMs, 10, 60),
      offsetMs: random.between(-5_000, 5_000),
      driftPpm: random.between(-20_000, 20_000),
    };
  },
});
