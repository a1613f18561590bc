import { z } from 'zod';
import { percent } from '../aim.ts';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';
import { commitAim } from '../store-aim.ts';

export const storeError = defineFault({
  kind: 'store.error',
  title: 'store refuses commits',
  meaning:
    'sharePct of the commits are refused: busy (lock), full (no space), io (read-only, checksum), conflict (serialisation). Nothing of them is written, and the store says so.',
  source: 'properties-and-faults.md F16',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('store.error'),
    code: z.enum(['busy', 'full', 'io', 'conflict']),
    sharePct: percent,
    ...commitAim,
  }),
  heals: 'Commits are taken again.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'store.error' as const,
      ...drawWindow(random, horizonMs, 5, 40),
      code: pick(random, ['busy', 'full', 'io', 'conflict'] as const),
      sharePct: pick(random, [10, 30, 60, 100] as const),
    };
  },
});
