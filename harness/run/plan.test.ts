import { expect, it } from 'vitest';
import { makePlan, type PlanRequest, planSchema } from './plan.ts';
import { readInputs } from './read-inputs.ts';
import { shareOut } from './share-out.ts';

const { pilot, pilotText, policyText } = readInputs('quickstart');
const request: PlanRequest = {
  pilot,
  pilotText,
  policyText,
  networkText: '{}',
  seed: '7',
  trials: null,
  scenarios: [],
  shard: null,
};

it('is a function of its inputs, and survives being written', () => {
  const plan = makePlan(request);
  expect(makePlan(request)).toEqual(plan);
  expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  expect(plan.trials.length).toBe(pilot.scenarios.reduce((sum, entry) => sum + entry.trials, 0));
  expect(new Set(plan.trials.map(({ seed }) => seed)).size).toBe(plan.trials.length);
  expect(plan.determinismSample.length).toBe(Math.ceil(plan.trials.length * 0.05));
  expect(makePlan({ ...request, seed: '8' }).trials[0]?.seed).not.toBe(plan.trials[0]?.seed);
});

it('gives a trial the same seed whatever else is played', () => {
  const all = makePlan(request);
  const some = makePlan({ ...request, scenarios: ['mixed'], trials: 5 });
  const mixed = all.trials.filter(({ scenario }) => scenario === 'mixed').slice(0, 5);
  expect(some.trials.map(({ seed }) => seed)).toEqual(mixed.map(({ seed }) => seed));
});

it('cuts shards that together are the whole plan', () => {
  const whole = makePlan(request).trials;
  const shards = [1, 2, 3].flatMap((index) => makePlan({ ...request, shard: { index, of: 3 } }).trials);
  expect(shards.toSorted((one, other) => one.ordinal - other.ordinal)).toEqual(whole);
});

it('shares trials out in the proportions of the pilot, never none', () => {
  expect(shareOut(10, [1, 1, 1])).toEqual([4, 3, 3]);
  expect(shareOut(100, [1, 98, 1])).toEqual([2, 96, 2]);
  expect(shareOut(3, [1, 1000, 1])).toEqual([1, 1, 1]);
  expect(() => makePlan({ ...request, trials: 3 })).toThrow(/too few for \d+ scenarios/);
  expect(() => makePlan({ ...request, scenarios: ['tsunami'] })).toThrow(/it plays baseline/);
});
