import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const evtForged = defineFault({
  kind: 'evt.forged',
  title: 'forged callbacks',
  meaning:
    'Somebody who is not the node sends `count` callbacks in its name, spread over durMs: a lie about an open payment, a payment hash nobody knows, or a true hash from the wrong node.',
  source: 'properties-and-faults.md F41',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('evt.forged'),
    ...payerAim,
    count: z.int().min(1).max(10_000),
    about: z.enum(['open-payment', 'unknown-hash', 'wrong-node']),
    claims: z.enum(['settled', 'failed']),
  }),
  heals: 'No more forgeries.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return (
      aim && {
        kind: 'evt.forged' as const,
        ...drawWindow(random, horizonMs, 20, 80),
        ...aim,
        count: random.between(1, 20),
        about: pick(random, ['open-payment', 'open-payment', 'unknown-hash', 'wrong-node'] as const),
        claims: random.chance(1, 2) ? ('settled' as const) : ('failed' as const),
      }
    );
  },
});
