import { z } from 'zod';
import { aimAtNode, nodeAim } from '../aim.ts';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const nodeLockedOrSyncing = defineFault({
  kind: 'node.locked_or_syncing',
  title: 'node up, but not ready',
  meaning:
    'The daemon was restarted and is not ready until durMs is over. locked: nobody has unlocked the wallet: no channel peer hears of it, a pay call is refused unread, a look-up says nothing. syncing: it follows its channels and fails new HTLCs with temporary_node_failure; no call is answered in substance.',
  source: 'properties-and-faults.md F10',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('node.locked_or_syncing'),
    ...nodeAim,
    state: z.enum(['syncing', 'locked']),
  }),
  heals: 'The wallet is unlocked, the node is in step with the chain.',
  draw(random, targets, horizonMs) {
    const aim = aimAtNode(random, targets);
    return (
      aim && {
        kind: 'node.locked_or_syncing' as const,
        ...drawWindow(random, horizonMs, 2, 30),
        ...aim,
        state: random.chance(1, 2) ? ('locked' as const) : ('syncing' as const),
      }
    );
  },
});
