import { z } from 'zod';
import { aimAtChannels, channelAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const lnForceClose = defineFault({
  kind: 'ln.force_close',
  title: 'channels force-closed',
  meaning:
    'The channels are closed with their latest commitment, at once, or as soon as an HTLC is in them. An HTLC in a closed channel can still be settled; a failure comes back only when its time lock ends.',
  source: 'properties-and-faults.md F45',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('ln.force_close'),
    ...channelAim,
    phase: z.enum(['at_once', 'htlc_in_flight']),
  }),
  heals: 'Nothing: a closed channel stays closed.',
  draw(random, targets, horizonMs) {
    const aim = aimAtChannels(random, targets, 4);
    return (
      aim && {
        kind: 'ln.force_close' as const,
        ...drawWindow(random, horizonMs, 20, 60),
        ...aim,
        phase: random.chance(1, 2) ? ('at_once' as const) : ('htlc_in_flight' as const),
      }
    );
  },
});
