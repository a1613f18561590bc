import { z } from 'zod';
import { aimAtNode, nodeAim } from '../aim.ts';
import { defineFault, envelope } from '../fault.ts';

export const nodePermanentLoss = defineFault({
  kind: 'node.permanent_loss',
  title: 'node lost for good',
  meaning:
    'The daemon dies and never comes back, not even in the healed phase: durMs means nothing. Payments that it had under way end by their time locks; all others must go through the rest (L13).',
  source: 'properties-and-faults.md F08',
  lane: 'both',
  optIn: 'it outlives the heal: for trials whose objectives reckon with one dead node (L13)',
  forGood: true,
  schema: z.strictObject({ ...envelope('node.permanent_loss'), ...nodeAim }),
  heals: 'Nothing: the node is gone.',
  draw(random, targets, horizonMs) {
    const aim = aimAtNode(random, targets);
    if (aim === null) return null;
    const atMs = random.between(0, Math.floor(horizonMs * 0.6));
    return { kind: 'node.permanent_loss' as const, atMs, durMs: 0, ...aim };
  },
});
