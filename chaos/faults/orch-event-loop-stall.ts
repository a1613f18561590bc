import { z } from 'zod';
import { drawTrigger, drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const orchEventLoopStall = defineFault({
  kind: 'orch.event_loop_stall',
  title: 'orchestrator stands still',
  meaning:
    'The orchestrator handles nothing for durMs (a collector, a synchronous call, a frozen machine). Requests, answers, callbacks, commits and timers wait, and then come all at once, in order.',
  source: 'properties-and-faults.md F14',
  lane: 'both',
  schema: z.strictObject(envelope('orch.event_loop_stall')),
  heals: 'The process goes on with what has waited, oldest first.',
  draw(random, targets, horizonMs) {
    if (targets.boundaryNames.length === 0) return null;
    return {
      kind: 'orch.event_loop_stall' as const,
      ...drawWindow(random, horizonMs, 1, 25),
      // Between a commit and its result lies the dispatch: a stall there lets the world move on under a decision.
      on: drawTrigger(random, random.chance(1, 2) ? 'commit' : 'pay-sent'),
    };
  },
});
