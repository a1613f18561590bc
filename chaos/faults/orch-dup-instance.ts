import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const orchDupInstance = defineFault({
  kind: 'orch.dup_instance',
  title: 'two orchestrators',
  meaning:
    'A second orchestrator process starts on the same journal while the first one lives (a deployment that overlaps, a supervisor that believes the first dead). Requests go to either; events and callbacks to both. The journal takes commits of the latest claim only.',
  source: 'properties-and-faults.md F13',
  lane: 'both',
  schema: z.strictObject(envelope('orch.dup_instance')),
  heals: 'The second process is ended; the first starts again if it was replaced.',
  draw(random, targets, horizonMs) {
    if (targets.boundaryNames.length === 0) return null;
    return { kind: 'orch.dup_instance' as const, ...drawWindow(random, horizonMs, 5, 40) };
  },
});
