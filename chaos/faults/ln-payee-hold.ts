import { z } from 'zod';
import { aimAtPayee, payeeAim, percent } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const lnPayeeHold = defineFault({
  kind: 'ln.payee_hold',
  title: 'payee holds',
  meaning:
    'So many payees in a row keep sharePct of the payments that they are asked for in the window pending for holdMs, then settle or cancel them: late, often after the deadline of the intent.',
  source: 'properties-and-faults.md F46, F47',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('ln.payee_hold'),
    ...payeeAim,
    payees: z.int().min(1).max(10_000).describe('So many payees from payees[node % payees] on.'),
    holdMs: timeMs,
    sharePct: percent,
    ends: z.enum(['settle', 'cancel']),
  }),
  heals: 'New payments are settled at once; what is held ends in its own time.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayee(random, targets);
    return (
      aim && {
        kind: 'ln.payee_hold' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        payees: random.between(1, targets.payeeCount),
        // Up to two and a half storms: beyond the deadline of most intents.
        holdMs: random.between(Math.floor(horizonMs / 20), Math.floor(horizonMs * 2.5)),
        sharePct: random.between(20, 100),
        ends: random.chance(3, 4) ? ('settle' as const) : ('cancel' as const),
      }
    );
  },
});
