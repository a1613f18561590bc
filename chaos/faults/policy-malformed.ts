import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const policyMalformed = defineFault({
  kind: 'policy.malformed',
  title: 'policy engine talks nonsense',
  meaning:
    'The policy engine answers, and nothing of it is well-formed: an effect that does not exist, another amount, no hash. No payment may leave.',
  source: 'properties-and-faults.md F60',
  lane: 'both',
  schema: z.strictObject(envelope('policy.malformed')),
  heals: 'Answers are well-formed again.',
  draw(random, _targets, horizonMs) {
    return { kind: 'policy.malformed' as const, ...drawWindow(random, horizonMs, 5, 40) };
  },
});
