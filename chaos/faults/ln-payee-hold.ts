import { z } from 'zod';
import { aimAtPayee, payeeAim, percent } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const lnPayeeHold = defineFault({
  kind: 'ln.payee_hold',
  title: 'payee holds',
  meaning:
    'The payee keeps sharePct of the payments that reach it in the window pending for holdMs, then settles or cancels them: late, often after the deadline of the intent.',
  source: 'properties-and-faults.md F46, F47',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('ln.payee_hold'),
    ...payeeAim,
    holdMs: timeMs,
    sharePct: percent,
    ends: z.enum(['settle', 'cancel']),
  }),
  heals: 'Everything that is held is settled or cancelled at once.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayee(random, targets);
    return (
      aim && {
        kind: 'ln.payee_hold' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        holdMs: random.between(Math.floor(horizonMs / 20), horizonMs),
        sharePct: random.between(20, 100),
        ends: random.chance(3, 4) ? ('settle' as const) : ('cancel' as const),
      }
    );
  },
});
