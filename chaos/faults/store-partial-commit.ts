import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, nth } from '../fault.ts';
import { commitAim } from '../store-aim.ts';

export const storePartialCommit = defineFault({
  kind: 'store.partial_commit',
  title: 'torn commit group',
  meaning:
    'The machine loses power while the nth commit from atMs on is written: keepPct of its records reach the disk, and the orchestrator starts again after durMs. A torn group must count as not written.',
  source: 'properties-and-faults.md F18',
  lane: 'sim',
  schema: z.strictObject({
    ...envelope('store.partial_commit'),
    nth,
    keepPct: z.int().min(0).max(99).describe('Share of the records of the group that reach the disk.'),
    ...commitAim,
  }),
  heals: 'The orchestrator starts again and recovers from its journal.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'store.partial_commit' as const,
      ...drawWindow(random, horizonMs, 1, 15),
      nth: random.between(1, 20),
      keepPct: random.between(0, 99),
    };
  },
});
