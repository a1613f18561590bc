import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const humanDoubleApprove = defineFault({
  kind: 'human.double_approve',
  title: 'approved twice',
  meaning:
    'Approvals of this time are given a second time gapMs later, by another person. One approval is one payment.',
  source: 'properties-and-faults.md F63',
  lane: 'both',
  schema: z.strictObject({ ...envelope('human.double_approve'), gapMs: timeMs }),
  heals: 'Approvals are given once.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'human.double_approve' as const,
      ...drawWindow(random, horizonMs, 20, 60),
      gapMs: random.chance(1, 2) ? random.between(0, 3) : random.between(4, 5_000),
    };
  },
});
