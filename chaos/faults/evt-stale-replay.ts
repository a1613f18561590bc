import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { defineFault, envelope } from '../fault.ts';

export const evtStaleReplay = defineFault({
  kind: 'evt.stale_replay',
  title: 'stale callbacks replayed',
  meaning:
    'The node sends `count` of its earlier callbacks again, spread over durMs: states that an intent left long ago.',
  source: 'properties-and-faults.md F40',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('evt.stale_replay'),
    ...payerAim,
    count: z.int().min(1).max(10_000),
  }),
  heals: 'No more replays.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    if (aim === null) return null;
    // Late in the horizon, so that there is something to replay.
    const atMs = Math.floor((horizonMs * random.between(40, 80)) / 100);
    return {
      kind: 'evt.stale_replay' as const,
      atMs,
      durMs: Math.min(Math.floor(horizonMs / 5), horizonMs - atMs),
      ...aim,
      count: random.between(1, 20),
    };
  },
});
