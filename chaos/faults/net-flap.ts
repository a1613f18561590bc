import { z } from 'zod';
import { aimAtPayer, payerAim, percent } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const netFlap = defineFault({
  kind: 'net.flap',
  title: 'connection comes and goes',
  meaning:
    'durMs is cut into equal cycles, each cut off first, then connected. While cut off, calls that wait are reset, new ones are refused, and callbacks are lost; the node itself goes on with what it has.',
  source: 'properties-and-faults.md F30',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('net.flap'),
    ...payerAim,
    cycles: z.int().min(1).max(100),
    downPct: percent.describe('Share of each cycle without a connection.'),
  }),
  heals: 'The connection stays up.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return (
      aim && {
        kind: 'net.flap' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        cycles: random.between(2, 10),
        downPct: random.between(10, 80),
      }
    );
  },
});
