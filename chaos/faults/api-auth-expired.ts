import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const apiAuthExpired = defineFault({
  kind: 'api.auth_expired',
  title: 'credentials expired',
  meaning:
    'The node refuses every call for its macaroon, rune or password until it is renewed. The check comes before the request is read, so a refused pay call sent nothing; but it says nothing about an earlier call, and a refused look-up says nothing at all.',
  source: 'properties-and-faults.md F34',
  lane: 'both',
  schema: z.strictObject({ ...envelope('api.auth_expired'), ...payerAim }),
  heals: 'The credentials are renewed.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return aim && { kind: 'api.auth_expired' as const, ...drawWindow(random, horizonMs, 5, 40), ...aim };
  },
});
