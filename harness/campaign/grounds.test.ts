import { expect, it } from 'vitest';
import { MUTANTS } from '../mutants/registry.ts';
import { readInputs } from '../run/read-inputs.ts';
import { CONTROL_INTENTS, playControl } from './control.ts';
import { selfTestGrounds } from './grounds.ts';
import { playTask } from './play-task.ts';

const grounds = selfTestGrounds();

it('every mutant finds its scenario on the hunting ground', () => {
  const played = new Set(grounds.hunt.pilot.scenarios.map(({ name }) => name));
  expect(MUTANTS.filter(({ scenario }) => !played.has(scenario))).toEqual([]);
});

it('the windows of the hunting ground are tighter than those that are shipped, and nothing else differs', () => {
  const shipped = readInputs('quickstart').policyText.split('\n');
  const own = grounds.hunt.policyText.split('\n');
  expect(own.filter((line, at) => line !== shipped[at]).map((line) => line.trim())).toEqual([
    'agent: { maxSat: 200000, maxCount: 60 }',
  ]);
});

it('on the control ground everything settles and nobody objects', async () => {
  const control = await playControl({ seed: '1', trials: 2, run: (task) => playTask(grounds, task) });
  const { intents } = control;
  expect(grounds.control.pilot.workload.intents).toBe(CONTROL_INTENTS);
  expect(intents).toBeGreaterThanOrEqual(2 * CONTROL_INTENTS);
  expect(control).toEqual({
    trials: 2,
    intents,
    settled: intents,
    exceptions: 0,
    violations: 0,
    crashes: 0,
  });
});
