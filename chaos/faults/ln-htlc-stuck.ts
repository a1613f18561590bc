import { z } from 'zod';
import { aimAtGroup, groupAim, percent } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const lnHtlcStuck = defineFault({
  kind: 'ln.htlc_stuck',
  title: 'HTLCs stuck on the way',
  meaning:
    'The nodes keep sharePct of the HTLCs that they should forward for holdMs before they go on with them: the payment is neither paid nor failed, and its money is locked.',
  source: 'properties-and-faults.md F46',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('ln.htlc_stuck'),
    ...groupAim,
    sharePct: percent,
    holdMs: timeMs,
  }),
  heals: 'New HTLCs go on at once; those that are stuck go on in their own time.',
  draw(random, targets, horizonMs) {
    const aim = aimAtGroup(random, targets);
    return (
      aim && {
        kind: 'ln.htlc_stuck' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        sharePct: random.between(10, 60),
        holdMs: random.between(Math.floor(horizonMs / 20), Math.floor(horizonMs * 1.5)),
      }
    );
  },
});
