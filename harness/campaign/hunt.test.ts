import { expect, it } from 'vitest';
import { crashedResult } from '../run/crashed-result.ts';
import type { TrialTask } from '../run/worker-protocol.ts';
import { hunt, huntTask } from './hunt.ts';

const prey = { id: 'prey', title: 'prey', expects: 'S01', also: ['S03'], scenario: 'baseline' };

/** A trial in which these invariants fire, in this order. */
function fired({ spec }: TrialTask, ...invariants: readonly string[]) {
  const violations = invariants.map((invariant) => ({
    invariant,
    atSeq: 0,
    atMs: 0,
    intents: [],
    because: 'planted',
  }));
  return { ...crashedResult(spec, ''), status: 'completed', crash: null, violations } as const;
}

it('says which invariant was first, in which trial, and that trial can be played again', async () => {
  const run = (task: TrialTask) => fired(task, 'S16', ...(task.spec.index === 2 ? ['S03', 'S01'] : []));
  const hunted = await hunt(prey, { seed: '7', trialsMax: 9, run });
  expect(hunted).toMatchObject({ killedBy: 'S03', trials: 3, crashes: 0 });
  expect(hunted.spec).toEqual(huntTask(prey, '7', 2).spec);
  expect(huntTask(prey, '8', 2).spec.seed).not.toBe(hunted.spec?.seed);
});

it('a crash is no kill', async () => {
  const run = ({ spec }: TrialTask) => crashedResult(spec, 'out of order');
  const hunted = await hunt(prey, { seed: '7', trialsMax: 4, run });
  expect(hunted).toMatchObject({
    killedBy: null,
    trials: 4,
    crashes: 4,
    firstCrash: 'out of order',
    spec: null,
  });
});
