import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const apiSchemaDrift = defineFault({
  kind: 'api.schema_drift',
  title: 'API changed its answers',
  meaning:
    'The node was upgraded and answers in another form. unreadable: no answer can be read; unknown_state: the state of a payment is a word that the client does not know, all else is readable; fee_missing: a settled payment no longer says what it cost.',
  source: 'properties-and-faults.md F35',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('api.schema_drift'),
    ...payerAim,
    drift: z.enum(['fee_missing', 'unknown_state', 'unreadable']),
  }),
  heals: 'The node answers in the old form.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return (
      aim && {
        kind: 'api.schema_drift' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        drift: pick(random, ['fee_missing', 'unknown_state', 'unreadable'] as const),
      }
    );
  },
});
