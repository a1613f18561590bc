import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, timeMs } from '../fault.ts';

export const nodeStateRollback = defineFault({
  kind: 'node.state_rollback',
  title: 'node with an old database',
  meaning:
    'The daemon goes down and comes back after durMs with its payment database of ageMs before: payments begun since are unknown to it, those that ended since look in flight. Channels and balances are what they are.',
  source: 'properties-and-faults.md F09',
  lane: 'sim',
  optIn:
    'a node that forgot a payment looks like one that never made it: whoever believes two empty readings after a restart pays twice, and nothing on the wire could tell it otherwise',
  schema: z.strictObject({ ...envelope('node.state_rollback'), ...payerAim, ageMs: timeMs }),
  heals: 'The node runs; what it forgot stays forgotten.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    return (
      aim && {
        kind: 'node.state_rollback' as const,
        ...drawWindow(random, horizonMs, 2, 20),
        ...aim,
        ageMs: random.between(0, Math.floor(horizonMs / 2)),
      }
    );
  },
});
