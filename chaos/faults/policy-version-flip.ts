import { z } from 'zod';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

/** In which the new document differs; never looser than the old one. */
export const POLICY_CHANGES = [
  'version_only',
  'limits_halved',
  'corridor_closed',
  'approval_for_all',
  'preference_reversed',
] as const;
export type PolicyChange = (typeof POLICY_CHANGES)[number];

export const policyVersionFlip = defineFault({
  kind: 'policy.version_flip_midflight',
  title: 'policy replaced in flight',
  meaning:
    'Another policy document takes force while intents are between decision and dispatch. A decision under the old one is worth nothing any more. change: in what the new document differs; version_only: in its version (and hash) alone.',
  source: 'properties-and-faults.md F61',
  lane: 'both',
  schema: z.strictObject({ ...envelope('policy.version_flip_midflight'), change: z.enum(POLICY_CHANGES) }),
  heals: 'The former document takes force again, which is one more flip.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'policy.version_flip_midflight' as const,
      ...drawWindow(random, horizonMs, 5, 40),
      // A commit that has been asked for is a decision that has not been dispatched.
      on: { event: 'commit' as const, nth: random.between(1, 20), afterMs: random.between(0, 3) },
      change: pick(random, POLICY_CHANGES),
    };
  },
});
