import { z } from 'zod';
import { aimAtCalls, callAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const netTruncate = defineFault({
  kind: 'net.truncate',
  title: 'answer cut short',
  meaning:
    'The node acts and answers, but only the first bytes arrive: an answer that nobody can read. It says nothing about the payment.',
  source: 'properties-and-faults.md F26',
  lane: 'both',
  schema: z.strictObject({ ...envelope('net.truncate'), ...callAim }),
  heals: 'Answers arrive whole.',
  draw(random, targets, horizonMs) {
    const aim = aimAtCalls(random, targets);
    return aim && { kind: 'net.truncate' as const, ...drawWindow(random, horizonMs, 10, 60), ...aim };
  },
});
