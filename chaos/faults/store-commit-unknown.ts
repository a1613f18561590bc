import { z } from 'zod';
import { drawWindow } from '../draw.ts';
import { defineFault, envelope, nth } from '../fault.ts';
import { commitAim } from '../store-aim.ts';

export const storeCommitUnknown = defineFault({
  kind: 'store.commit_unknown',
  title: 'commit without an answer',
  meaning:
    'The database does not say whether the nth commit from atMs on is durable. committed says what is true; the orchestrator must find out. durMs: how long the database stays away.',
  source: 'properties-and-faults.md F17',
  lane: 'both',
  schema: z.strictObject({ ...envelope('store.commit_unknown'), nth, committed: z.boolean(), ...commitAim }),
  heals: 'The database answers again.',
  draw(random, _targets, horizonMs) {
    return {
      kind: 'store.commit_unknown' as const,
      ...drawWindow(random, horizonMs, 1, 15),
      nth: random.between(1, 20),
      committed: random.chance(1, 2),
    };
  },
});
