import { z } from 'zod';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope, nth } from '../fault.ts';
import { statusAim } from '../store-aim.ts';

export const orchCrashAt = defineFault({
  kind: 'orch.crash_at',
  title: 'orchestrator crashes',
  meaning:
    'From atMs on, the orchestrator dies just before or just after it passes the named boundary for the nth time, and starts again after durMs. Everything that is not durable is gone.',
  source: 'properties-and-faults.md F12',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('orch.crash_at'),
    boundary: z.string().min(1).max(100),
    phase: z.enum(['before', 'after']),
    nth,
    ...statusAim,
  }),
  heals: 'The orchestrator starts again and recovers from its journal.',
  draw(random, targets, horizonMs) {
    if (targets.boundaryNames.length === 0) return null;
    return {
      kind: 'orch.crash_at' as const,
      ...drawWindow(random, horizonMs, 1, 15),
      boundary: pick(random, targets.boundaryNames),
      phase: random.chance(1, 2) ? ('before' as const) : ('after' as const),
      nth: random.between(1, 10),
    };
  },
});
