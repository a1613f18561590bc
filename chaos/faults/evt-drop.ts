import { z } from 'zod';
import { aimAtPayer, payerAim, percent } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const evtDrop = defineFault({
  kind: 'evt.drop',
  title: 'callbacks lost',
  meaning: 'sharePct of the callbacks of the node never arrive.',
  source: 'properties-and-faults.md F39',
  lane: 'both',
  schema: z.strictObject({ ...envelope('evt.drop'), ...payerAim, sharePct: percent }),
  heals: 'New callbacks arrive; what was lost stays lost.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return (
      aim && {
        kind: 'evt.drop' as const,
        ...drawWindow(random, horizonMs, 20, 80),
        ...aim,
        sharePct: random.chance(1, 2) ? 100 : random.between(20, 99),
      }
    );
  },
});
