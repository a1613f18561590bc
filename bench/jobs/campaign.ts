import { availableParallelism } from 'node:os';
import { runCampaign } from '#harness/campaign/campaign';
import { median } from '#harness/campaign/campaign-table';
import { MUTANTS } from '#harness/mutants/registry';
import { SILENT } from '#harness/run/progress';

/** `fulgurite mutants` as it is: every mutant hunted and its case made small, the canary, 10,000 intents without a fault. */
const startedMs = performance.now();
const { mutants, killed, canary, control } = await runCampaign({
  mutants: MUTANTS,
  seed: '1',
  trialsMax: 2_000,
  workers: availableParallelism(),
  signal: new AbortController().signal,
  progress: SILENT,
});
const dead = mutants.filter(({ killedBy }) => killedBy !== null);
console.log(
  JSON.stringify({
    killed,
    total: mutants.length,
    survivors: mutants.flatMap(({ id, killedBy }) => (killedBy === null ? [id] : [])),
    trialsMost: Math.max(...mutants.map(({ trials }) => trials)),
    trialsMedian: median(dead.map(({ trials }) => trials)),
    faultsMedian: median(dead.map(({ shrunk }) => shrunk!.faults)),
    canaryRed: canary.killedBy !== null,
    control,
    seconds: (performance.now() - startedMs) / 1000,
  }),
);
