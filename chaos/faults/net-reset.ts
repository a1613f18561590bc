import { z } from 'zod';
import { aimAtCalls, callAim } from '../aim.ts';
import { drawWindow, pick } from '../draw.ts';
import { defineFault, envelope } from '../fault.ts';

export const netReset = defineFault({
  kind: 'net.reset',
  title: 'connection reset',
  meaning:
    'The connection is cut: before the node read the request; after it acted, at once; or in the middle of its answer, when that comes at last. The caller cannot tell which.',
  source: 'properties-and-faults.md F25',
  lane: 'both',
  schema: z.strictObject({ ...envelope('net.reset'), ...callAim, phase: z.enum(['before', 'mid', 'after']) }),
  heals: 'Connections stay up.',
  draw(random, targets, horizonMs) {
    const aim = aimAtCalls(random, targets);
    return (
      aim && {
        kind: 'net.reset' as const,
        ...drawWindow(random, horizonMs, 10, 60),
        ...aim,
        phase: pick(random, ['before', 'mid', 'after'] as const),
      }
    );
  },
});
