import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const netLatency = defineFault({
  kind: 'net.latency',
  title: 'slow connection',
  meaning:
    'Each request to the node, and each answer, takes delayMs longer, and up to jitterMs more. A long delay outlives the time-out of the caller.',
  source: 'properties-and-faults.md F21',
  lane: 'both',
  schema: z.strictObject({ ...envelope('net.latency'), ...payerAim, delayMs: timeMs, jitterMs: timeMs }),
  heals: 'New messages are fast again; those under way arrive when they were due.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return (
      aim && {
        kind: 'net.latency' as const,
        ...drawWindow(random, horizonMs, 5, 50),
        ...aim,
        delayMs: random.chance(1, 3) ? random.between(2_000, 20_000) : random.between(50, 2_000),
        jitterMs: random.between(0, 1_000),
      }
    );
  },
});
