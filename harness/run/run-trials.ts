import type { TrialResult, TrialSpec } from '#reports/evidence/trial';
import { type Divergence, divergence } from './determinism.ts';
import { runInOrder } from './in-order.ts';
import type { Plan } from './plan.ts';
import type { RunProgress } from './progress.ts';
import { RunHash } from './run-hash.ts';
import type { TrialTask } from './worker-protocol.ts';

export interface RunTrialsRequest {
  readonly plan: Pick<Plan, 'trials' | 'determinismSample'>;
  run(task: TrialTask): Promise<TrialResult>;
  /** Gets every result once, in plan order. */
  store(result: TrialResult): Promise<void> | void;
  readonly progress: RunProgress;
}

export interface TrialsRun {
  /** Plan order; without the histories, which are in the store. */
  readonly results: readonly TrialResult[];
  readonly historyHash: string;
  readonly divergences: readonly Divergence[];
}

const NO_BYTES = new Uint8Array(0);

/** Every trial of the plan, the determinism sample twice. What comes out does not depend on the number of workers. */
export async function runTrials(request: RunTrialsRequest): Promise<TrialsRun> {
  const { plan, progress } = request;
  const sample = new Set(plan.determinismSample);
  const results: TrialResult[] = [];
  const hash = new RunHash();
  const checks: Promise<Divergence | null>[] = [];
  progress.stage('trials', plan.trials.length);
  await runInOrder(request.run, plan.trials.map(taskOf), async (result, task) => {
    if (sample.has(result.spec.ordinal)) {
      const check = request.run(task).then((again) => divergence(result, again));
      check.catch(() => undefined); // awaited below, unless an earlier error ends the run
      checks.push(check);
    }
    await request.store(result);
    hash.add(result.spec.ordinal, result.historyHash);
    results.push({ ...result, history: NO_BYTES });
    progress.advance({ done: 1, violations: result.violations.length });
  });
  const divergences = (await Promise.all(checks)).filter((found) => found !== null);
  return { results, historyHash: hash.digest(), divergences };
}

function taskOf(spec: TrialSpec): TrialTask {
  return { spec, options: { history: 'keep' } };
}
