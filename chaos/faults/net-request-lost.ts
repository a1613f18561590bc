import { z } from 'zod';
import { aimAtCalls, callAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const netRequestLost = defineFault({
  kind: 'net.request_lost',
  title: 'request lost',
  meaning: 'The request never reaches the node; the caller hears nothing until its own time-out.',
  source: 'properties-and-faults.md F22',
  lane: 'both',
  schema: z.strictObject({ ...envelope('net.request_lost'), ...callAim }),
  heals: 'Nothing more is lost.',
  draw(random, targets, horizonMs) {
    const aim = aimAtCalls(random, targets);
    return aim && { kind: 'net.request_lost' as const, ...drawWindow(random, horizonMs, 10, 60), ...aim };
  },
});
