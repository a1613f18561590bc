import { z } from 'zod';
import { aimAtChannels, channelAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const lnChannelDisabled = defineFault({
  kind: 'ln.channel_disabled',
  title: 'channels disabled',
  meaning: 'The channels take no new HTLC (peer disconnected); HTLCs that are out wait.',
  source: 'properties-and-faults.md F44',
  lane: 'both',
  schema: z.strictObject({ ...envelope('ln.channel_disabled'), ...channelAim }),
  heals: 'The peers reconnect and the channels forward again.',
  draw(random, targets, horizonMs) {
    const aim = aimAtChannels(random, targets, 8);
    return aim && { kind: 'ln.channel_disabled' as const, ...drawWindow(random, horizonMs, 5, 40), ...aim };
  },
});
