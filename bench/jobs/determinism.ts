import { makePlan } from '#harness/run/plan';
import { TrialPool } from '#harness/run/pool';
import { SILENT } from '#harness/run/progress';
import { readInputs } from '#harness/run/read-inputs';
import { runTrials } from '#harness/run/run-trials';

/** The same seed twice with one worker, and once with two: four trials of every scenario. */
const { pilot, pilotText, policyText, network } = readInputs('quickstart');
const plan = makePlan({
  pilot,
  pilotText,
  policyText,
  networkText: JSON.stringify(network),
  seed: '1',
  trials: 28,
  scenarios: [],
  shard: null,
});
const hashes: string[] = [];
for (const workers of [1, 1, 2]) {
  const pool = new TrialPool({ context: { pilot, network, policyText }, workers });
  const { historyHash } = await runTrials({
    plan,
    run: (task) => pool.run(task),
    store: () => undefined,
    progress: SILENT,
  });
  await pool.close();
  hashes.push(historyHash);
}
console.log(JSON.stringify({ trials: plan.trials.length, hashes }));
