import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_KINDS } from '#chaos/registry';
import { selfTestGrounds } from '#harness/campaign/grounds';
import type { Prey } from '#harness/campaign/hunt';
import { playCorpus } from '#harness/corpus/play-corpus';
import type { CorpusCase } from '#harness/corpus/read-corpus';
import { removeTrialFolders } from '#harness/emulated/trial-folder';
import { SIM_INJECTS } from '#harness/sim/faults/injectable';
import type { TrialContext } from '#harness/sim/trial-context';
import { sha256Text } from '#orchestrator/domain/digest';
import { beginRun, sealRun } from '#reports/evidence/run-folder';
import type { TrialResult } from '#reports/evidence/trial';
import type { SelfTest, Verdict } from '#reports/gate/verdict-schema';
import { EvidenceStore } from '#reports/store/evidence-store';
import { PRODUCT } from '../product.ts';
import { jsonText, writeWhole } from './atomic-write.ts';
import { COMPARED, type Divergence } from './determinism.ts';
import type { Execution } from './execution.ts';
import { RUN_FILES } from './folder-files.ts';
import { Interrupted } from './interrupted.ts';
import { judgeRun } from './judge-run.ts';
import { makeFolder, refuseUsedFolder } from './open-folder.ts';
import type { Plan } from './plan.ts';
import { EMULATED_TRIALS, SIM_TRIALS, TrialPool } from './pool.ts';
import type { RunProgress } from './progress.ts';
import type { PilotInputs } from './read-inputs.ts';
import { type SourceState, versions } from './run-identity.ts';
import { runTrials, type TrialsRun } from './run-trials.ts';
import { chooseMutants, selfTest } from './self-test.ts';
import { writeCases } from './write-cases.ts';

export interface RunRequest {
  readonly inputs: PilotInputs;
  readonly plan: Plan;
  /** The network as text, hashed in the plan. */
  readonly networkText: string;
  readonly folder: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The command that makes this run again. */
  readonly command: string;
  readonly source: SourceState;
  readonly workers: number;
  readonly mutants: readonly Prey[];
  /** Past failures, played before anything else. */
  readonly corpus: readonly CorpusCase[];
  readonly progress: RunProgress;
  readonly signal: AbortSignal;
  readonly trialModule?: string;
  /** Milliseconds of wall time, for the execution record. */
  nowMs(): number;
}

/**
 * Plan → trials → evidence → verdict → report → seal. The folder is marked incomplete first and sealed last; whatever
 * stops the run in between leaves it marked.
 */
export async function executeRun(request: RunRequest): Promise<Verdict> {
  const { folder, progress, signal } = request;
  refuseUsedFolder(folder);
  makeFolder(folder);
  await openFolder(request);
  try {
    const run = await playAndStore(request);
    progress.stage('judging', null);
    const verdict = await judgeRun(folder);
    writeWhole(join(folder, RUN_FILES.verdict), jsonText(verdict));
    stopIfAsked(signal);
    progress.stage('drawing the report', null);
    // Drawing loads Vega, which takes a while: not before it is needed.
    const { renderRun } = await import('./render-run.ts');
    await renderRun(folder, verdict);
    stopIfAsked(signal);
    await sealRun(folder, {
      finishedAt: new Date(request.nowMs()).toISOString(),
      historyHash: run.historyHash,
    });
    progress.end();
    return verdict;
  } catch (error) {
    progress.end();
    throw error instanceof Interrupted ? new Interrupted(folder) : error;
  } finally {
    if (request.plan.environment === 'emulated') removeTrialFolders();
  }
}

async function openFolder({
  folder,
  plan,
  inputs,
  networkText,
  startedAt,
  source,
}: RunRequest): Promise<void> {
  const { hashes, pilot, seed } = plan;
  await beginRun(folder, {
    run: `${pilot.name}-${seed}`,
    pilot: pilot.name,
    environment: plan.environment,
    seed,
    versions: versions(source),
    inputs: { ...hashes },
    // The emulated environment has the simulation's world, and its servers enact what strikes calls.
    capabilities: Object.fromEntries(FAULT_KINDS.map((kind) => [kind, SIM_INJECTS.has(kind)])),
    startedAt,
  });
  mkdirSync(join(folder, 'inputs'), { recursive: true });
  writeWhole(join(folder, RUN_FILES.pilot), inputs.pilotText);
  writeWhole(join(folder, RUN_FILES.policy), inputs.policyText);
  writeWhole(join(folder, RUN_FILES.network), networkText);
  writeWhole(join(folder, RUN_FILES.plan), jsonText(plan));
}

async function playAndStore(request: RunRequest): Promise<TrialsRun> {
  const { inputs, plan, folder, progress, signal, workers } = request;
  const { pilot, network, policyText } = inputs;
  const context: TrialContext = { pilot, network, policyText };
  const store = await EvidenceStore.create(join(folder, RUN_FILES.evidence), {
    run: `${pilot.name}-${plan.seed}`,
    pilot: pilot.name,
    environment: plan.environment,
    seed: plan.seed,
    version: PRODUCT.version,
    valueBandsSat: pilot.gate.valueBandsSat,
  });
  const pool = new TrialPool({
    context,
    grounds: { ...selfTestGrounds() },
    workers,
    signal,
    trialModule: request.trialModule ?? (plan.environment === 'sim' ? SIM_TRIALS : EMULATED_TRIALS),
    groundModule: request.trialModule ?? SIM_TRIALS,
  });
  try {
    await store.addTopology(network);
    const beganMs = request.nowMs();
    const corpus = playCorpus(request.corpus, progress);
    const run: TrialPool['run'] = (task) => pool.run(task);
    const trials = await runTrials({
      plan,
      compared: COMPARED[plan.environment],
      run,
      store: async (result) => {
        if (result.topology !== undefined) await store.addTopology(result.topology);
        store.addTrial(result, (result.topology ?? network).name);
      },
      progress,
    });
    const proof = await proveGate(request, trials.divergence, run);
    await pool.close();
    progress.stage('deriving tables', null);
    const wallMs = request.nowMs() - beganMs;
    await store.finish();
    const cases = await writeCases({
      folder,
      red: trials.results.filter(({ violations }) => violations.length > 0),
      context,
      environment: plan.environment,
      network: {
        text: request.networkText,
        sha256: sha256Text(request.networkText),
        file: RUN_FILES.network,
      },
      commit: request.source.commit,
      progress,
      signal,
    });
    const execution: Execution = {
      version: 1,
      historyHash: trials.historyHash,
      wallMs,
      workers,
      command: request.command,
      dirty: request.source.dirty,
      examinedTrials: examinedTrials(trials.results),
      coverage: trials.coverage,
      determinism: {
        sampled: trials.repeated,
        ...(COMPARED[plan.environment] === 'outcomes' && { compared: 'outcomes' as const }),
        differing: trials.divergence === null ? [] : [trials.divergence],
      },
      selfTest: proof,
      cases: cases.map(({ trial, file, original, about }) => ({
        ordinal: trial.spec.ordinal,
        file,
        original,
        invariant: about,
      })),
      corpus: { cases: corpus.cases, failures: [...corpus.failures] },
    };
    writeWhole(join(folder, RUN_FILES.execution), jsonText(execution));
    stopIfAsked(signal);
    return trials;
  } catch (error) {
    await pool.close();
    store.close();
    throw error;
  }
}

/** A harness that does not repeat itself has nothing to prove: the run has stopped, and the verdict says why. */
async function proveGate(
  { inputs: { pilot }, plan: { seed }, mutants, progress }: RunRequest,
  divergence: Divergence | null,
  run: TrialPool['run'],
): Promise<SelfTest> {
  const mode = pilot.selfTest.mutants;
  if (divergence !== null) {
    const { scenario, seed: ofTrial, difference } = divergence;
    progress.note(`Stopped: ${scenario}, seed ${ofTrial}, ran twice and gave two histories. ${difference}`);
    return { mode, mutants: [], canaries: [] };
  }
  progress.stage(`self-test: ${chooseMutants(mode, mutants, seed).length} planted mutants`, null);
  return selfTest({ pilot, seed, mutants, run });
}

/** Trials in which each invariant was really put to the test. */
function examinedTrials(results: readonly TrialResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { examined } of results)
    for (const [invariant, times] of Object.entries(examined))
      counts[invariant] = (counts[invariant] ?? 0) + (times > 0 ? 1 : 0);
  return counts;
}

function stopIfAsked(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}
