import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const evtDuplicate = defineFault({
  kind: 'evt.duplicate',
  title: 'callbacks duplicated',
  meaning: 'Each callback of the node comes `copies` times more, gapMs apart.',
  source: 'properties-and-faults.md F37',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('evt.duplicate'),
    ...payerAim,
    copies: z.int().min(1).max(100),
    gapMs: timeMs,
  }),
  heals: 'New callbacks come once.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return (
      aim && {
        kind: 'evt.duplicate' as const,
        ...drawWindow(random, horizonMs, 20, 80),
        ...aim,
        copies: random.between(1, 3),
        gapMs: random.between(0, 2_000),
      }
    );
  },
});
