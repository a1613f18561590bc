import { z } from 'zod';
import { aimAtPayee, payeeAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const lnPayeeOffline = defineFault({
  kind: 'ln.payee_offline',
  title: 'payee offline',
  meaning: 'The payee is not connected: payments to it fail at the last hop but one.',
  source: 'properties-and-faults.md F53',
  lane: 'both',
  schema: z.strictObject({ ...envelope('ln.payee_offline'), ...payeeAim }),
  heals: 'The payee reconnects.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayee(random, targets);
    return aim && { kind: 'ln.payee_offline' as const, ...drawWindow(random, horizonMs, 5, 40), ...aim };
  },
});
