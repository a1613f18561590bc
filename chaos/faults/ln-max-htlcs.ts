import { z } from 'zod';
import { aimAtChannels, channelAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const lnMaxHtlcs = defineFault({
  kind: 'ln.max_htlcs',
  title: 'HTLC slots taken',
  meaning:
    'Others hold so many HTLCs in the channels that only slotsLeft are free: more are refused with temporary_channel_failure, though there is balance enough.',
  source: 'properties-and-faults.md F54',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('ln.max_htlcs'),
    ...channelAim,
    slotsLeft: z.int().min(0).max(483).describe('Of up to 483 a side (BOLT 2).'),
  }),
  heals: 'The slots are free again.',
  draw(random, targets, horizonMs) {
    const aim = aimAtChannels(random, targets, 30);
    return (
      aim && {
        kind: 'ln.max_htlcs' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        slotsLeft: random.between(0, 2),
      }
    );
  },
});
