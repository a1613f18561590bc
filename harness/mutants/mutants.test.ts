import { describe, expect, it } from 'vitest';
import { trialOf } from '../sim/testing/quickstart.ts';
import { MUTANTS, mutantNamed } from './registry.ts';

const TRIALS_MAX = 60;

describe('planted mutants', () => {
  it('are eight, each under its own name', () => {
    expect(MUTANTS).toHaveLength(8);
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(8);
    for (const mutant of MUTANTS) expect(mutantNamed(mutant.id)).toBe(mutant);
    expect(() => mutantNamed('none')).toThrow(/there are double-dispatch-on-timeout/);
  });

  it.each(MUTANTS)('$id is caught by $expects in $scenario; the real one is not', (mutant) => {
    for (let index = 0; index < TRIALS_MAX; index++) {
      const { violations } = trialOf(mutant.scenario, index, { mutant: mutant.id, history: 'none' });
      if (!violations.some(({ invariant }) => invariant === mutant.expects)) continue;
      expect(trialOf(mutant.scenario, index).violations).toEqual([]);
      return;
    }
    expect.unreachable(`${mutant.id}: ${mutant.expects} did not fire in ${TRIALS_MAX} trials`);
  });
});
