import { z } from 'zod';
import { percent } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const loadRetryStorm = defineFault({
  kind: 'load.retry_storm',
  title: 'retry storm',
  meaning:
    'sharePct of the purchases are sent again `copies` times, gapMs apart, with the same key and content, whatever was answered.',
  source: 'properties-and-faults.md F66',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('load.retry_storm'),
    copies: z.int().min(1).max(1_000),
    gapMs: timeMs,
    sharePct: percent,
  }),
  heals: 'Clients ask again as the workload says.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'load.retry_storm' as const,
      ...drawWindow(random, horizonMs, 10, 40),
      copies: random.between(1, 10),
      gapMs: random.between(0, 300),
      sharePct: random.between(20, 100),
    };
  },
});
