import { z } from 'zod';
import { aimAtChannels, channelAim, percent } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const lnLiquidityDrain = defineFault({
  kind: 'ln.liquidity_drain',
  title: 'liquidity drained',
  meaning:
    'Rival payments move amountPct of what the side can send to the other side. outbound: the named node loses what it can send; inbound: what it can receive.',
  source: 'properties-and-faults.md F43',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('ln.liquidity_drain'),
    ...channelAim,
    side: z.enum(['outbound', 'inbound']),
    amountPct: percent,
  }),
  heals: 'The same amount, or what is left of it, flows back.',
  draw(random, targets, horizonMs) {
    const aim = aimAtChannels(random, targets, 8);
    return (
      aim && {
        kind: 'ln.liquidity_drain' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        side: aim.of === 'payee' ? ('inbound' as const) : ('outbound' as const),
        amountPct: random.chance(1, 2) ? 100 : random.between(50, 99),
      }
    );
  },
});
