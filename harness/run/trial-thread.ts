import { setFlagsFromString } from 'node:v8';
import { type ResourceLimits, Worker } from 'node:worker_threads';

/**
 * Memory of a thread that plays trials. What a trial makes dies with it: a young generation that holds many trials is
 * swept at once instead of being copied again and again (5 to 10 % of the time of a trial).
 */
const TRIAL_MEMORY: ResourceLimits = { maxYoungGenerationSizeMb: 384 };

/**
 * Every core plays trials, so a thread that borrows other cores to collect its garbage only takes them from its siblings:
 * with two threads on two cores, collecting alone played 5 to 10 % more trials (`npm run bench`, two workers over one).
 */
const COLLECT_ALONE = '--no-parallel-scavenge';

/** Starts a thread that plays trials. The flag is the process's, and holds for every thread that is started after it. */
export function startTrialThread(module: URL, workerData: unknown): Worker {
  setFlagsFromString(COLLECT_ALONE);
  return new Worker(module, { workerData, resourceLimits: TRIAL_MEMORY });
}
