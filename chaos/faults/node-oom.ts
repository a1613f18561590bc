import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const nodeOom = defineFault({
  kind: 'node.oom',
  title: 'node out of memory',
  meaning:
    'The kernel kills the daemon whenever more than paymentsMax payments are under way in it, and it starts again after downMs: always under load, always with payments out.',
  source: 'properties-and-faults.md F06',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('node.oom'),
    ...payerAim,
    paymentsMax: z.int().min(0).max(1_000_000),
    downMs: timeMs,
  }),
  heals: 'There is memory enough; a node that is down starts.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return (
      aim && {
        kind: 'node.oom' as const,
        ...drawWindow(random, horizonMs, 20, 60),
        ...aim,
        paymentsMax: random.between(0, 2),
        downMs: random.between(Math.floor(horizonMs / 50), Math.floor(horizonMs / 5)),
      }
    );
  },
});
