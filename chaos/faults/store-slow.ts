import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';
import { commitAim } from '../store-aim.ts';

export const storeSlow = defineFault({
  kind: 'store.slow',
  title: 'slow disk',
  meaning: 'Each commit takes delayMs longer.',
  source: 'properties-and-faults.md F16 (busy)',
  lane: 'both',
  schema: z.strictObject({ ...envelope('store.slow'), delayMs: timeMs, ...commitAim }),
  heals: 'Commits are fast again.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'store.slow' as const,
      ...drawWindow(random, horizonMs, 10, 50),
      delayMs: random.between(20, 1_500),
    };
  },
});
