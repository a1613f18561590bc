import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const humanLate = defineFault({
  kind: 'human.late',
  title: 'approval after its time',
  meaning:
    'Approvals that are asked for in this time are given lateMs after they have run out. They must open nothing.',
  source: 'properties-and-faults.md F63',
  lane: 'both',
  schema: z.strictObject({ ...envelope('human.late'), lateMs: timeMs }),
  heals: 'Approvals that are asked for later are given in time.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'human.late' as const,
      ...drawWindow(random, horizonMs, 20, 60),
      // At once, because then the alarm that ends the approval may still be on its way.
      lateMs: random.chance(1, 2) ? random.between(0, 5) : random.between(6, 5_000),
    };
  },
});
