import { expect, it } from 'vitest';
import type { TrialResult } from '#reports/evidence/trial';
import { crashedResult } from './crashed-result.ts';
import { readInputs } from './read-inputs.ts';
import { chooseMutants, huntingGround, selfTest } from './self-test.ts';
import type { TrialTask } from './worker-protocol.ts';

const { pilot } = readInputs('quickstart');
const mutants = ['one', 'two', 'three', 'four'].map((id) => ({
  id,
  title: id,
  expects: 'S01',
  scenario: 'baseline',
}));

function played({ spec }: TrialTask, invariant: string | null): TrialResult {
  const violations =
    invariant === null ? [] : [{ invariant, atSeq: 0, atMs: 0, intents: [], because: 'planted' }];
  return { ...crashedResult(spec, ''), status: 'completed', crash: null, violations };
}

it('hunts each mutant until the invariant that must catch it fires', async () => {
  const result = await selfTest({
    pilot: { ...pilot, selfTest: { ...pilot.selfTest, mutants: 'all', trialsMax: 6 } },
    seed: '1',
    mutants: mutants.slice(0, 2),
    run: async (task) => {
      if (task.options.mutant === 'one') return played(task, task.spec.index === 3 ? 'S01' : 'S02');
      return played(task, task.options.mutant === undefined ? null : 'S02');
    },
  });
  expect(result.mutants).toMatchObject([
    { id: 'one', caughtBy: 'S01', trials: 4 },
    { id: 'two', caughtBy: null, trials: 6 },
  ]);
  expect(result.canaries).toMatchObject([{ id: 'zero-fault', asExpected: true }]);
});

it('is not fooled by a checker that cries wolf without any fault', async () => {
  const { canaries } = await selfTest({
    pilot,
    seed: '1',
    mutants,
    run: async (task) => played(task, 'S01'),
  });
  expect(canaries).toMatchObject([{ asExpected: false }]);
});

it('draws the sample from the seed, and plays what the pilot does not', () => {
  const sample = (seed: string) => chooseMutants('sample', mutants, seed).map(({ id }) => id);
  expect(sample('1')).toEqual(sample('1'));
  expect(new Set([...'123456789'].map((seed) => sample(seed).join())).size).toBeGreaterThan(1);
  expect(chooseMutants('none', mutants, '1')).toEqual([]);
  const narrow = { ...pilot, scenarios: pilot.scenarios.filter(({ name }) => name === 'mixed') };
  expect(huntingGround(narrow, mutants).scenarios.map(({ name }) => name)).toEqual(['mixed', 'baseline']);
});
