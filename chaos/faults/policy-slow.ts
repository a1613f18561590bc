import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const policySlow = defineFault({
  kind: 'policy.slow',
  title: 'slow policy engine',
  meaning:
    'Each policy decision takes delayMs, and the orchestrator waits for it: it does nothing else meanwhile.',
  source: 'properties-and-faults.md F60',
  lane: 'both',
  schema: z.strictObject({ ...envelope('policy.slow'), delayMs: timeMs }),
  heals: 'Decisions are immediate again.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'policy.slow' as const,
      ...drawWindow(random, horizonMs, 10, 40),
      delayMs: random.between(20, 600),
    };
  },
});
