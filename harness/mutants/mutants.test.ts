import { describe, expect, it } from 'vitest';
import { selfTestGrounds } from '../campaign/grounds.ts';
import { claimants, hunt, huntTask } from '../campaign/hunt.ts';
import { playTask } from '../campaign/play-task.ts';
import { ALL_INVARIANTS } from '../invariants/registry.ts';
import type { Mutant } from './mutant.ts';
import { CANARY, MUTANTS, mutantNamed } from './registry.ts';

const SEED = '1';
/** Enough for each of them with this seed; the campaign allows 2,000. */
const TRIALS_MAX = 100;
const grounds = selfTestGrounds();
const run = (task: Parameters<typeof playTask>[1]) => playTask(grounds, task);

/** The trial that kills it, and who did. */
async function killOf(mutant: Mutant, trialsMax: number) {
  const { killedBy, trials, firstCrash } = await hunt(mutant, { seed: SEED, trialsMax, run });
  expect({ killedBy, firstCrash }).toEqual({
    killedBy: expect.toBeOneOf(claimants(mutant)),
    firstCrash: null,
  });
  return huntTask(mutant, SEED, trials - 1);
}

describe('planted mutants', () => {
  it('have a name each, and each invariant has one that it must catch', () => {
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
    for (const mutant of [...MUTANTS, CANARY]) expect(mutantNamed(mutant.id)).toBe(mutant);
    expect(MUTANTS).not.toContain(CANARY);
    expect(() => mutantNamed('none')).toThrow(/there are .*key-without-tenant/);
    const proved = new Set(MUTANTS.map(({ expects }) => expects));
    const known = ALL_INVARIANTS.map(({ id }) => id);
    expect(known.filter((id) => !proved.has(id))).toEqual([]);
    expect([...MUTANTS, CANARY].flatMap(claimants).filter((id) => !known.includes(id))).toEqual([]);
  });

  it.each(MUTANTS)('$id is caught by $expects in $scenario; the real one is not', async (mutant) => {
    const { options, ...trial } = await killOf(mutant, TRIALS_MAX);
    expect(options.mutant).toBe(mutant.id);
    const real = run({ ...trial, options: { history: 'none' } });
    expect(real).toMatchObject({ crash: null, violations: [] });
  });

  it('the canary is red in the first trial', async () => {
    await killOf(CANARY, 1);
  });
});
