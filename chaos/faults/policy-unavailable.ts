import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const policyUnavailable = defineFault({
  kind: 'policy.unavailable',
  title: 'policy engine away',
  meaning:
    'The policy engine does not answer: no decision, not even which policy is in force. No payment may leave.',
  source: 'properties-and-faults.md F60',
  lane: 'both',
  schema: z.strictObject(envelope('policy.unavailable')),
  heals: 'The policy engine answers again.',
  draw(random, _targets, horizonMs) {
    return { kind: 'policy.unavailable' as const, ...drawWindow(random, horizonMs, 5, 40) };
  },
});
