import { z } from 'zod';
import { aimAtGroup, groupAim, percent } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const lnMppPartial = defineFault({
  kind: 'ln.mpp_partial',
  title: 'parts of a payment withheld',
  meaning:
    'The nodes keep sharePct of the parts of split payments for holdMs. With more than 60 s the payee gives up the parts that it has (mpp_timeout), and the withheld ones come after that.',
  source: 'properties-and-faults.md F49',
  lane: 'both',
  optIn: 'it bites only when payments are split, which small amounts never are',
  schema: z.strictObject({
    ...envelope('ln.mpp_partial'),
    ...groupAim,
    sharePct: percent,
    holdMs: timeMs,
  }),
  heals: 'New parts go on at once; what is withheld goes on in its own time.',
  draw(random, targets, horizonMs) {
    const aim = aimAtGroup(random, targets);
    return (
      aim && {
        kind: 'ln.mpp_partial' as const,
        ...drawWindow(random, horizonMs, 20, 60),
        ...aim,
        sharePct: random.between(10, 90),
        holdMs: random.chance(1, 2) ? random.between(60_000, 70_000) : random.between(1_000, 60_000),
      }
    );
  },
});
