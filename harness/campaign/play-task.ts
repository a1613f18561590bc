import { runTrial } from '#harness/generator/run-trial';
import { crashReason } from '#harness/run/crash-reason';
import { crashedResult } from '#harness/run/crashed-result';
import type { TrialTask } from '#harness/run/worker-protocol';
import type { TrialResult } from '#reports/evidence/trial';
import type { GroundName, SelfTestGrounds } from './grounds.ts';

/** Plays a task of the self-test in this thread. A trial that crashes is a result. */
export function playTask(grounds: SelfTestGrounds, { spec, options, ground }: TrialTask): TrialResult {
  try {
    return runTrial(grounds[ground as GroundName], spec, options);
  } catch (error) {
    return crashedResult(spec, crashReason(error));
  }
}
