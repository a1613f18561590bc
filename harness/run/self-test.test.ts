import { expect, it } from 'vitest';
import type { TrialResult } from '#reports/evidence/trial';
import { crashedResult } from './crashed-result.ts';
import { readInputs } from './read-inputs.ts';
import { chooseMutants, selfTest } from './self-test.ts';
import type { TrialTask } from './worker-protocol.ts';

const { pilot } = readInputs('quickstart');
const mutants = [...'abcdefghijkl'].map((id) => ({
  id,
  title: id,
  expects: 'S01',
  also: ['S03'],
  scenario: 'baseline',
}));
const all = { ...pilot, selfTest: { ...pilot.selfTest, mutants: 'all', trialsMax: 6 } } as const;

function played({ spec }: TrialTask, invariant: string | null, paid = 250): TrialResult {
  const violations =
    invariant === null ? [] : [{ invariant, atSeq: 0, atMs: 0, intents: [], because: 'planted' }];
  const counts = { intentCount: 250, settledCount: paid };
  return { ...crashedResult(spec, ''), status: 'completed', crash: null, violations, ...counts };
}

/** A healthy suite: the canary is red, the control is clean. */
function healthy(task: TrialTask): TrialResult {
  return played(task, task.options.mutant === undefined ? null : 'S02');
}

it('hunts each mutant until an invariant that may claim it fires', async () => {
  const result = await selfTest({
    pilot: all,
    seed: '1',
    mutants: mutants.slice(0, 3),
    run: async (task) => {
      if (task.options.mutant === 'a' && task.spec.index === 3) return played(task, 'S01');
      return task.options.mutant === 'b' ? played(task, 'S03') : healthy(task);
    },
  });
  expect(result.mutants).toMatchObject([
    { id: 'a', expected: 'S01 or S03', caughtBy: 'S01', trials: 4 },
    { id: 'b', caughtBy: 'S03', trials: 1 },
    { id: 'c', caughtBy: null, trials: 6 },
  ]);
  expect(result.canaries).toMatchObject([
    { id: 'pays-twice', asExpected: true },
    { id: 'zero-fault', asExpected: true, title: expect.stringContaining('500 intents') },
  ]);
});

it('says so when the canary is overlooked', async () => {
  const { canaries } = await selfTest({
    pilot: all,
    seed: '1',
    mutants: [],
    run: async (task) => played(task, null),
  });
  expect(canaries).toMatchObject([
    { id: 'pays-twice', asExpected: false },
    { id: 'zero-fault', asExpected: true },
  ]);
});

it.each([
  ['cries wolf', (task: TrialTask) => played(task, 'S01')],
  ['leaves a payment unpaid', (task: TrialTask) => ({ ...healthy(task), settledCount: 249 })],
  [
    'turns one away at the door',
    (task: TrialTask) => ({ ...healthy(task), intentCount: 249, settledCount: 249 }),
  ],
  ['crashes', ({ spec }: TrialTask) => crashedResult(spec, 'out of memory')],
  ['plays nothing', (task: TrialTask) => ({ ...healthy(task), intentCount: 0, settledCount: 0 })],
])('is not fooled by a control that %s without any fault', async (_what, run) => {
  const { canaries } = await selfTest({ pilot: all, seed: '1', mutants: [], run: async (task) => run(task) });
  expect(canaries[1]).toMatchObject({ id: 'zero-fault', asExpected: false });
});

it('draws the sample from the seed', () => {
  const sample = (seed: string) => chooseMutants('sample', mutants, seed).map(({ id }) => id);
  expect(sample('1')).toHaveLength(8);
  expect(sample('1')).toEqual(sample('1'));
  expect(new Set([...'123456789'].map((seed) => sample(seed).join())).size).toBeGreaterThan(1);
  expect(chooseMutants('none', mutants, '1')).toEqual([]);
  expect(chooseMutants('all', mutants, '1')).toEqual(mutants);
});
