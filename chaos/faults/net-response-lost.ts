import { z } from 'zod';
import { aimAtCalls, callAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const netResponseLost = defineFault({
  kind: 'net.response_lost',
  title: 'answer lost',
  meaning:
    'The node accepts the request and acts on it; its answer never arrives. The most valuable network fault for idempotency.',
  source: 'properties-and-faults.md F23',
  lane: 'both',
  schema: z.strictObject({ ...envelope('net.response_lost'), ...callAim }),
  heals: 'Nothing more is lost.',
  draw(random, targets, horizonMs) {
    const aim = aimAtCalls(random, targets);
    return aim && { kind: 'net.response_lost' as const, ...drawWindow(random, horizonMs, 10, 60), ...aim };
  },
});
