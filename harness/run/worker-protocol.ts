import type { TrialContext, TrialOptions } from '#harness/sim/trial-context';
import type { TrialResult, TrialSpec } from '#reports/evidence/trial';

/** What a worker thread is born with. */
export interface WorkerSetup {
  readonly context: TrialContext;
  /** Other contexts that a task may name. */
  readonly grounds: Readonly<Record<string, TrialContext>>;
  /** URL of the module whose `runTrial` plays the run's own trials; tests give their own. */
  readonly trialModule: string;
  /** The same for trials on other grounds. */
  readonly groundModule: string;
}

export interface TrialTask {
  readonly spec: TrialSpec;
  readonly options: TrialOptions;
  /** The context to play in; the pool's own when left out. */
  readonly ground?: string;
}

export interface Assignment {
  readonly id: number;
  readonly task: TrialTask;
}

export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly id: number; readonly result: TrialResult };

export interface TrialModule {
  /** One at a time in a thread. */
  runTrial(context: TrialContext, spec: TrialSpec, options: TrialOptions): TrialResult | Promise<TrialResult>;
}
