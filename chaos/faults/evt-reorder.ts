import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const evtReorder = defineFault({
  kind: 'evt.reorder',
  title: 'callbacks reordered',
  meaning: 'Callbacks of the node are collected for spanMs and delivered in the opposite order.',
  source: 'properties-and-faults.md F38',
  lane: 'both',
  schema: z.strictObject({ ...envelope('evt.reorder'), ...payerAim, spanMs: timeMs }),
  heals: 'What is collected is delivered; new callbacks come in order.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return (
      aim && {
        kind: 'evt.reorder' as const,
        ...drawWindow(random, horizonMs, 20, 80),
        ...aim,
        spanMs: random.between(200, 5_000),
      }
    );
  },
});
