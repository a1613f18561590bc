import { makePlan } from '#harness/run/plan';
import { TrialPool } from '#harness/run/pool';
import { SILENT } from '#harness/run/progress';
import { readInputs } from '#harness/run/read-inputs';
import { runTrials } from '#harness/run/run-trials';

/** As many as the `release` pilot plays. */
const TRIALS = 4_500;
/** Each thread compiles for itself, as long with two threads as with one. */
const WARM_UP_PER_THREAD = 500;

/** The same plan with one worker and with two: wall time from the first trial to the last, threads already warm. */
const { pilot, pilotText, policyText, network } = readInputs('quickstart');
const mixed: typeof pilot = {
  ...pilot,
  scenarios: [{ name: 'mixed', trials: TRIALS, params: {}, workload: {} }],
  gate: { ...pilot.gate, objectives: [] },
};
const planOf = (seed: string, trials: number) =>
  makePlan({
    pilot: mixed,
    pilotText,
    policyText,
    networkText: JSON.stringify(network),
    seed,
    trials,
    scenarios: [],
    shard: null,
  });

const runs: { workers: number; seconds: number; historyHash: string }[] = [];
for (const workers of [1, 2]) {
  const pool = new TrialPool({ context: { pilot: mixed, network, policyText }, workers });
  const play = (seed: string, trials: number) =>
    runTrials({
      plan: planOf(seed, trials),
      run: (task) => pool.run(task),
      store: () => undefined,
      progress: SILENT,
    });
  await play('2', WARM_UP_PER_THREAD * workers);
  const startedMs = performance.now();
  const { historyHash } = await play('1', TRIALS);
  runs.push({ workers, seconds: (performance.now() - startedMs) / 1000, historyHash });
  await pool.close();
}
console.log(JSON.stringify({ trials: TRIALS, runs }));
