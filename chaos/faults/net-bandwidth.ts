import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const netBandwidth = defineFault({
  kind: 'net.bandwidth',
  title: 'narrow connection',
  meaning:
    'The connection to the node carries bytesPerS in all, one message after the other: calls queue behind each other, and a long list of payments holds up the look-ups behind it.',
  source: 'properties-and-faults.md F27',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('net.bandwidth'),
    ...payerAim,
    bytesPerS: z.int().min(1).max(1_000_000_000),
  }),
  heals: 'New messages are fast again; those under way arrive when they were due.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return (
      aim && {
        kind: 'net.bandwidth' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        bytesPerS: random.chance(1, 3) ? random.between(200, 2_000) : random.between(2_000, 50_000),
      }
    );
  },
});
