import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const apiThrottle = defineFault({
  kind: 'api.throttle',
  title: 'API throttled',
  meaning:
    'Of all calls to the node, only callsMax in each perMs are let through; the others are answered with "too many requests" (HTTP 429, gRPC RESOURCE_EXHAUSTED) before the node reads them. A client that asks again at once makes it worse.',
  source: 'properties-and-faults.md F33',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('api.throttle'),
    ...payerAim,
    callsMax: z.int().min(0).max(1_000_000),
    perMs: timeMs.min(1),
  }),
  heals: 'All calls are let through.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return (
      aim && {
        kind: 'api.throttle' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        callsMax: random.between(0, 3),
        perMs: random.between(500, 5_000),
      }
    );
  },
});
