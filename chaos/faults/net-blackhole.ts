import { z } from 'zod';
import { aimAtPayer, payerAim } from '../aim.ts';
import { drawTrigger, drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const netBlackhole = defineFault({
  kind: 'net.blackhole',
  title: 'black hole',
  meaning:
    'Nothing passes between the orchestrator and the node, either way, and nobody says so: requests, answers and callbacks vanish; callers hear nothing until their own time-out. The node pays on.',
  source: 'properties-and-faults.md F24',
  lane: 'both',
  schema: z.strictObject({ ...envelope('net.blackhole'), ...payerAim }),
  heals: 'Messages pass again; what vanished is not sent again.',
  draw(random, targets, horizonMs) {
    const aim = aimAtPayer(random, targets);
    if (aim === null) return null;
    const fault = { kind: 'net.blackhole' as const, ...drawWindow(random, horizonMs, 5, 40), ...aim };
    return random.chance(1, 2) ? { ...fault, on: drawTrigger(random, 'pay-sent') } : fault;
  },
});
