import { z } from 'zod';
import { aimAtNode, nodeAim } from '../aim.ts';
import { drawTrigger, drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const nodeCrash = defineFault({
  kind: 'node.crash',
  title: 'node killed',
  meaning:
    'The daemon dies without warning and starts again after durMs. With loseUnsynced, what it had not yet written is gone.',
  source: 'properties-and-faults.md F01',
  lane: 'both',
  schema: z.strictObject({ ...envelope('node.crash'), ...nodeAim, loseUnsynced: z.boolean() }),
  heals: 'The node starts again with a new epoch and resumes what it remembers.',
  draw(random, targets, horizonMs) {
    const aim = aimAtNode(random, targets);
    if (aim === null) return null;
    const fault = {
      kind: 'node.crash' as const,
      ...drawWindow(random, horizonMs, 2, 30),
      ...aim,
      loseUnsynced: random.chance(1, 2),
    };
    const triggered = aim.role === 'payer' && random.chance(1, 2);
    return triggered ? { ...fault, on: drawTrigger(random, 'pay-accepted') } : fault;
  },
});
