import { z } from 'zod';
import { aimAtChannels, channelAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const lnFeeOrCltvBump = defineFault({
  kind: 'ln.fee_or_cltv_bump',
  title: 'fees or time locks raised',
  meaning:
    'Both sides of the channels ask for more than the gossip says: payments fail with fee_insufficient or incorrect_cltv_expiry until the payer has learned it.',
  source: 'properties-and-faults.md F50',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('ln.fee_or_cltv_bump'),
    ...channelAim,
    addBaseMsat: z.int().min(0).max(1_000_000_000),
    addFeePpm: z.int().min(0).max(1_000_000),
    addCltvBlocks: z.int().min(0).max(2016),
  }),
  heals: 'The old policies are in force again.',
  draw(random, targets, horizonMs) {
    const aim = aimAtChannels(random, targets, 30);
    if (aim === null) return null;
    // A payer asks itself for nothing: its own channels would be raised for nobody.
    const reach =
      aim.of === 'payer'
        ? { of: 'network' as const, channels: random.between(1, Math.min(10_000, targets.channelCount)) }
        : {};
    return {
      kind: 'ln.fee_or_cltv_bump' as const,
      ...drawWindow(random, horizonMs, 10, 60),
      ...aim,
      ...reach,
      addBaseMsat: random.between(0, 10_000),
      addFeePpm: random.between(1, 5_000),
      addCltvBlocks: random.chance(1, 2) ? random.between(1, 144) : 0,
    };
  },
});
