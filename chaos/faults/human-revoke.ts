import { z } from 'zod';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const humanRevoke = defineFault({
  kind: 'human.revoke',
  title: 'approval taken back',
  meaning:
    'Approvals of this time are taken back afterMs later: refused after all, or the payment is cancelled. What is out cannot be recalled; nothing that has not left may leave.',
  source: 'properties-and-faults.md F63',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('human.revoke'),
    afterMs: timeMs,
    how: z.enum(['refused', 'canceled']),
  }),
  heals: 'Approvals stand.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'human.revoke' as const,
      ...drawWindow(random, horizonMs, 20, 60),
      how: pick(random, ['refused', 'canceled'] as const),
      afterMs: random.chance(1, 2) ? random.between(0, 3) : random.between(4, 2_000),
    };
  },
});
