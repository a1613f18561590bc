import { z } from 'zod';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope, ordinal } from '../fault.ts';

export const netPartition = defineFault({
  kind: 'net.partition',
  title: 'partition',
  meaning:
    'A group of nodes is cut off from the orchestrator (payers[node % payers] and those after it) or from the other Lightning nodes (nodes[node % nodes] and those after it). direction: both ways; outgoing: only requests, or messages out of the group, are lost; incoming: only answers and callbacks, or messages into the group. Messages between channel peers wait, as they are sent again on reconnect.',
  source: 'properties-and-faults.md F28',
  lane: 'both',
  schema: z.strictObject({
    ...envelope('net.partition'),
    from: z.enum(['orchestrator', 'network']),
    node: ordinal,
    nodes: z.int().min(1).max(10_000).describe('Size of the group.'),
    direction: z.enum(['both', 'outgoing', 'incoming']),
  }),
  heals: 'Everybody reaches everybody; channel peers send again what waited.',
  draw(random, targets, horizonMs) {
    const { payerCount, nodeCount } = targets;
    if (payerCount === 0) return null;
    const from = pick(random, ['orchestrator', 'network'] as const);
    const count = from === 'orchestrator' ? payerCount : nodeCount;
    return {
      kind: 'net.partition' as const,
      ...drawWindow(random, horizonMs, 5, 40),
      from,
      node: random.between(0, count - 1),
      nodes: random.between(1, Math.max(1, Math.ceil(count / 2))),
      direction: pick(random, ['both', 'both', 'outgoing', 'incoming'] as const),
    };
  },
});
