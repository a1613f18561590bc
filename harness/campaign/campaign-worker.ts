import { parentPort, workerData } from 'node:worker_threads';
import { mutantNamed } from '#harness/mutants/registry';
import { shrunkCase } from '#harness/replay/make-case';
import type { TrialTask } from '#harness/run/worker-protocol';
import { shrinkTrial } from '#harness/shrink/shrink-trial';
import type { CampaignMessage, CampaignSetup, HuntReport } from './campaign-protocol.ts';
import { selfTestGrounds } from './grounds.ts';
import { type Hunted, hunt } from './hunt.ts';
import { playTask } from './play-task.ts';

// One thread of the campaign: hunts the mutants that it is handed, one after another, and makes their cases small.
const { seed, trialsMax, cases } = workerData as CampaignSetup;
/** Counted, not timed: the same case on every machine. */
const SHRINK_BUDGET = { trialsMax: 1_000, eventsMax: 3_000_000 };

const grounds = selfTestGrounds();
const run = (task: TrialTask) => playTask(grounds, task);

parentPort?.on('message', async (id: string) => {
  const beganMs = performance.now();
  const hunted = await hunt(mutantNamed(id), { seed, trialsMax, run });
  const seconds = (performance.now() - beganMs) / 1000;
  const report: HuntReport = { ...hunted, seconds, ...smallest(hunted) };
  parentPort?.postMessage({ type: 'hunted', report } satisfies CampaignMessage);
});
parentPort?.postMessage({ type: 'ready' } satisfies CampaignMessage);

function smallest({ id, spec, killedBy }: Hunted): Pick<HuntReport, 'shrunk' | 'replayable'> {
  if (spec === null || killedBy === null) return { shrunk: null, replayable: null };
  const invariants = [killedBy];
  const shrunk = shrinkTrial(grounds.hunt, spec, { mutant: id, invariants, ...SHRINK_BUDGET });
  const { faults, payments, nodes, channels } = shrunk;
  return {
    shrunk: { faults, payments, nodes, channels },
    replayable: cases === null ? null : shrunkCase(shrunk, { spec, mutant: id, about: invariants, ...cases }),
  };
}
