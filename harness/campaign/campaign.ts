import { CANARY } from '#harness/mutants/registry';
import type { RunProgress } from '#harness/run/progress';
import { CANARY_TRIALS } from '#harness/run/self-test';
import type { TrialTask } from '#harness/run/worker-protocol';
import { counted } from '#reports/gate/quantity';
import type { HuntReport } from './campaign-protocol.ts';
import { huntAll } from './campaign-threads.ts';
import { type ControlOutcome, isGreen, playControl } from './control.ts';
import { selfTestGrounds } from './grounds.ts';
import { type Hunted, hunt, type Prey } from './hunt.ts';
import { playTask } from './play-task.ts';

/** 40 trials of 250 intents: 10,000 that must all settle. */
const CONTROL_TRIALS = 40;

export interface CampaignRequest {
  /** In the order in which they are hunted and reported. */
  readonly mutants: readonly Prey[];
  readonly seed: string;
  readonly trialsMax: number;
  /** Whether the shrunk cases are wanted as files can hold them, and the commit that they are recorded under. */
  readonly cases?: { readonly commit: string | null };
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly progress: RunProgress;
  /** Trials of the zero-fault control; 10,000 intents when left out. */
  readonly controlTrials?: number;
}

export interface CampaignResult {
  readonly seed: string;
  /** In the order of the request. */
  readonly mutants: readonly HuntReport[];
  readonly killed: number;
  readonly canary: Hunted;
  readonly control: ControlOutcome;
  /** All mutants killed, the canary red, the control green. */
  readonly passed: boolean;
}

/** Every mutant, then the canary and the control. Apart from the seconds the result depends on the seed alone. */
export async function runCampaign(request: CampaignRequest): Promise<CampaignResult> {
  const { mutants: preys, seed, trialsMax, workers, signal, progress } = request;
  const reports = new Map<string, HuntReport>();
  const ids = preys.map(({ id }) => id);
  progress.stage(`hunting ${counted(ids.length, 'mutant')}`, null);
  let told = 0;
  await huntAll(ids, {
    seed,
    trialsMax,
    cases: request.cases ?? null,
    workers,
    signal,
    hunted(report) {
      reports.set(report.id, report);
      // In the order of the request, whoever came back first.
      for (let next = reports.get(ids[told]!); next !== undefined; next = reports.get(ids[++told]!))
        progress.note(outcomeLine(next));
    },
  });
  progress.stage('canary and control', null);
  const grounds = selfTestGrounds();
  const run = (task: TrialTask) => playTask(grounds, task);
  const canary = await hunt(CANARY, { seed, trialsMax: CANARY_TRIALS, run });
  const control = await playControl({ seed, trials: request.controlTrials ?? CONTROL_TRIALS, run });
  progress.end();
  const mutants = ids.map((id) => reports.get(id)!);
  const killed = mutants.filter(({ killedBy }) => killedBy !== null).length;
  const passed = killed === mutants.length && canary.killedBy !== null && isGreen(control);
  return { seed, mutants, killed, canary, control, passed };
}

function outcomeLine({ id, killedBy, trials }: HuntReport): string {
  return killedBy === null
    ? `✗ ${id}: survived ${counted(trials, 'trial')}`
    : `✓ ${id}: ${killedBy}, trial ${trials}`;
}
