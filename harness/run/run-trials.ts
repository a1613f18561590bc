import { CoverageSum, type CoverageTally } from '#harness/coverage/coverage-tally';
import type { TrialResult, TrialSpec } from '#reports/evidence/trial';
import { type Compared, type Divergence, divergence } from './determinism.ts';
import { runInOrder } from './in-order.ts';
import type { Plan } from './plan.ts';
import type { RunProgress } from './progress.ts';
import { RunHash } from './run-hash.ts';
import type { TrialTask } from './worker-protocol.ts';

export interface RunTrialsRequest {
  readonly plan: Pick<Plan, 'trials' | 'determinismSample'>;
  /** What must be the same when a trial is played again; the history when not given. */
  readonly compared?: Compared;
  run(task: TrialTask): Promise<TrialResult>;
  /** Gets every result once, in plan order. */
  store(result: TrialResult): Promise<void> | void;
  readonly progress: RunProgress;
}

export interface TrialsRun {
  /** Plan order; without the histories, which are in the store. */
  readonly results: readonly TrialResult[];
  readonly historyHash: string;
  /** Trials that ran twice. */
  readonly repeated: number;
  /** The trial that did not repeat, and ended the run; null: all did. */
  readonly divergence: Divergence | null;
  readonly coverage: CoverageTally;
}

const NO_BYTES = new Uint8Array(0);

/**
 * Every trial of the plan, the determinism sample twice. What comes out does not depend on the number of workers. The
 * first trial that does not repeat ends it: from there on no seed means anything.
 */
export async function runTrials(request: RunTrialsRequest): Promise<TrialsRun> {
  const { plan, progress, compared = 'history' } = request;
  const sample = new Set(plan.determinismSample);
  const results: TrialResult[] = [];
  const hash = new RunHash();
  const coverage = new CoverageSum();
  progress.stage('trials', plan.trials.length);
  const tasks = plan.trials.flatMap((spec) => (sample.has(spec.ordinal) ? [spec, spec] : [spec])).map(taskOf);
  let repeated = 0;
  let first: TrialResult | null = null;
  let divergent: Divergence | null = null;
  await runInOrder(request.run, tasks, async (result) => {
    if (sample.has(result.spec.ordinal)) {
      if (first === null) {
        first = result;
        return 'go on';
      }
      repeated++;
      divergent = divergence(first, result, compared);
      result = first;
      first = null;
    }
    await request.store(result);
    hash.add(result.spec.ordinal, result.historyHash);
    coverage.add(result);
    results.push({ ...result, history: NO_BYTES });
    progress.advance({ done: 1, violations: result.violations.length });
    return divergent === null ? 'go on' : 'stop';
  });
  return { results, historyHash: hash.digest(), repeated, divergence: divergent, coverage: coverage.tally() };
}

function taskOf(spec: TrialSpec): TrialTask {
  return { spec, options: { history: 'keep' } };
}
