import type { TrialContext, TrialOptions } from '#harness/sim/trial-context';
import type { TrialResult, TrialSpec } from '#reports/evidence/trial';

/** What a worker thread is born with. */
export interface WorkerSetup {
  readonly context: TrialContext;
  /** URL of the module whose `runTrial` does the work; tests give their own. */
  readonly trialModule: string;
}

export interface TrialTask {
  readonly spec: TrialSpec;
  readonly options: TrialOptions;
}

export interface Assignment {
  readonly id: number;
  readonly task: TrialTask;
}

export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly id: number; readonly result: TrialResult };

export interface TrialModule {
  runTrial(context: TrialContext, spec: TrialSpec, options: TrialOptions): TrialResult;
}
