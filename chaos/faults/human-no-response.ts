import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const humanNoResponse = defineFault({
  kind: 'human.no_response',
  title: 'nobody approves',
  meaning:
    'Approvals that are asked for in this time are never given nor refused. They must run out by themselves.',
  source: 'properties-and-faults.md F63',
  lane: 'both',
  schema: z.strictObject(envelope('human.no_response')),
  heals: 'Approvals that are asked for later are looked at.',
  draw(random, _targets, horizonMs) {
    return { kind: 'human.no_response' as const, ...drawWindow(random, horizonMs, 20, 60) };
  },
});
