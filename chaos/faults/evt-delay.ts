import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const evtDelay = defineFault({
  kind: 'evt.delay',
  title: 'callbacks delayed',
  meaning: 'Callbacks of the node arrive delayMs late: after polling, the deadline or a restart.',
  source: 'properties-and-faults.md F36',
  lane: 'both',
  schema: z.strictObject({ ...envelope('evt.delay'), ...payerAim, delayMs: timeMs }),
  heals: 'New callbacks are on time; those under way arrive when they were due.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return (
      aim && {
        kind: 'evt.delay' as const,
        ...drawWindow(random, horizonMs, 20, 80),
        ...aim,
        delayMs: random.between(100, Math.max(100, horizonMs)),
      }
    );
  },
});
