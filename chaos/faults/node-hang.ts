import { z } from 'zod';
import { aimAtNode, nodeAim } from '../aim.ts';
import { drawTrigger, drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const nodeHang = defineFault({
  kind: 'node.hang',
  title: 'node hung',
  meaning:
    'The process is paused: it accepts connections and says nothing. Requests that wait are carried out when it resumes, even if nobody waits for the answer any more.',
  source: 'properties-and-faults.md F03',
  lane: 'both',
  schema: z.strictObject({ ...envelope('node.hang'), ...nodeAim }),
  heals: 'The node resumes, works off what waits, and sends the late answers.',
  draw(random, targets, horizonMs) {
    const aim = aimAtNode(random, targets);
    if (aim === null) return null;
    const fault = { kind: 'node.hang' as const, ...drawWindow(random, horizonMs, 2, 30), ...aim };
    const triggered = aim.role === 'payer' && random.chance(1, 2);
    return triggered ? { ...fault, on: drawTrigger(random, 'pay-sent') } : fault;
  },
});
