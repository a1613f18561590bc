import { generateTrial } from '#harness/generator/generate-trial';
import { runTrial } from '#harness/generator/run-trial';
import { deriveSeed } from '#harness/sim/random';
import { swarmParams } from '#scenarios/library/swarm';
import { contextFor, quickstartPilot } from '../pilot.ts';

const INTENTS = 100;
const WARM_UP = 200;
const TRIALS = 400;

/** Generated trials of 100 intents each with swarm faults, all invariants on, one thread: drawing, playing, judging. */
const params = { intents: { min: INTENTS, max: INTENTS } };
const pilot = quickstartPilot();
const context = contextFor(
  { ...pilot, scenarios: [{ name: 'swarm', trials: TRIALS, params, workload: {} }] },
  pilot.topology,
);
const seedOf = (index: number) => deriveSeed('1', 'swarm', index);
const play = (index: number) =>
  runTrial(context, { scenario: 'swarm', index, ordinal: index, seed: seedOf(index) }, { history: 'none' });

for (let index = 0; index < WARM_UP; index++) play(index);
const parsed = swarmParams.parse(params);
const drawnFromMs = performance.now();
for (let index = 0; index < TRIALS; index++) generateTrial(seedOf(index), parsed);
const playedFromMs = performance.now();
let intents = 0;
let faults = 0;
let violating = 0;
for (let index = 0; index < TRIALS; index++) {
  const result = play(index);
  intents += result.intentCount;
  faults += result.faults.length;
  if (result.violations.length > 0) violating++;
}
console.log(
  JSON.stringify({
    trials: TRIALS,
    intents,
    faults,
    violating,
    seconds: (performance.now() - playedFromMs) / 1000,
    drawSeconds: (playedFromMs - drawnFromMs) / 1000,
  }),
);
