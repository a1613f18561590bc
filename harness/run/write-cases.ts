import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { planOf } from '#harness/generator/run-trial';
import { shrinkPlan } from '#harness/shrink/shrink-trial';
import { runPlan } from '#harness/sim/trial';
import type { TrialContext } from '#harness/sim/trial-context';
import type { TrialPlan } from '#harness/sim/trial-plan';
import type { TrialSpec } from '#reports/evidence/trial';
import { counted } from '#reports/gate/quantity';
import type { CaseFile } from '../replay/case-file.ts';
import { chooseCases, type RedTrial } from '../replay/choose-cases.ts';
import { caseOf, shrunkCase } from '../replay/make-case.ts';
import { jsonText, writeWhole } from './atomic-write.ts';
import type { Environment } from './environment.ts';
import type { RunProgress } from './progress.ts';

/** A network of at most this many characters travels inside each case; a larger one is kept once a run. */
const INLINE_NETWORK_MAX = 1_000_000;
/** What a case may cost: seconds. An ordinary trial is minimal after a hundred trials of a millisecond. */
const TRIALS_MAX = 1_000;
const EVENTS_MAX = 3_000_000;

export interface CaseRequest {
  /** The run folder. */
  readonly folder: string;
  readonly red: readonly RedTrial[];
  readonly context: TrialContext;
  /** Where the trials were played; in the simulation when not given. */
  readonly environment?: Environment;
  readonly network: { readonly text: string; readonly sha256: string; readonly file: string };
  readonly commit: string | null;
  readonly progress: RunProgress;
  readonly signal?: AbortSignal;
}

export interface WrittenCase {
  readonly trial: RedTrial;
  /** Relative to the run folder, with forward slashes: the shrunk one. */
  readonly file: string;
  /** The trial as it was, beside it; or the same file. */
  readonly original: string;
  /** null: it could not be made smaller. */
  readonly minimised: CaseFile['minimised'];
  /** The invariant that the small one is about. */
  readonly about: string;
}

/** Red trials, each as it was and as small as it gets. Shrinking is bounded, and stops between cases when asked. */
export async function writeCases(request: CaseRequest): Promise<readonly WrittenCase[]> {
  const { folder, progress, signal } = request;
  const chosen = chooseCases(request.red);
  if (chosen.length === 0) return [];
  mkdirSync(join(folder, 'cases'), { recursive: true });
  progress.stage('making the failing trials smaller', chosen.length);
  const written: WrittenCase[] = [];
  for (const trial of chosen) {
    if (signal?.aborted) break;
    written.push(writeCase(trial, request));
    progress.advance({ done: 1, violations: trial.violations.length });
    // Shrinking blocks the thread: an interruption is heard between two cases.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [first] = written;
  if (first !== undefined)
    progress.note(
      `Copy ${join(folder, first.file)} (or another of ${counted(written.length, 'case')}) to corpus/ to have it played first in every run.`,
    );
  return written;
}

function writeCase(trial: RedTrial, request: CaseRequest): WrittenCase {
  const { folder, context, commit, environment = 'sim', progress } = request;
  const { spec, violations, historyHash } = trial;
  const base = `cases/${spec.scenario}-${spec.index}`;
  const [file, original] = [`${base}.json`, `${base}.original.json`];
  const plan = planOf(context, spec);
  const networkFile = networkFileOf(plan, request);
  const expected = { historyHash, violations };
  const asItWas = caseOf({
    spec,
    plan,
    expected,
    commit,
    ...(environment !== 'sim' && { environment }),
    ...(networkFile && { networkFile }),
  });
  writeWhole(join(folder, original), jsonText(asItWas));

  // The first violation is the one that the report tells: the smallest trial is about it and nothing else.
  const about = violations[0]!.invariant;
  if (environment !== 'sim' && !violatesInSimulation(plan, spec, about)) {
    progress.note(
      `${spec.scenario} ${spec.index} violates ${about} on sockets only: its case is the trial as it was.`,
    );
    return { trial, file: original, original, minimised: null, about };
  }
  const shrunk = shrinkPlan(plan, spec, {
    invariants: [about],
    trialsMax: TRIALS_MAX,
    eventsMax: EVENTS_MAX,
  });
  const small = shrunkCase(shrunk, {
    spec,
    commit,
    about: [about],
    original: `${spec.scenario}-${spec.index}.original.json`,
  });
  writeWhole(join(folder, file), jsonText(withNetworkOf(small, networkFileOf(shrunk.plan, request))));
  return { trial, file, original, minimised: small.minimised, about };
}

/** Trials are made smaller in the simulation: hundreds of them are needed. */
function violatesInSimulation(plan: TrialPlan, spec: TrialSpec, invariant: string): boolean {
  const { violations } = runPlan(plan, spec, { history: 'none' });
  return violations.some((violation) => violation.invariant === invariant);
}

type NetworkFile = { readonly file: string; readonly sha256: string };

/** The network of the run is there once; what is smaller, or a trial's own, travels inside the case. */
function networkFileOf(
  { network }: TrialPlan,
  { network: ofRun, context }: CaseRequest,
): NetworkFile | undefined {
  if (network !== context.network || ofRun.text.length <= INLINE_NETWORK_MAX) return undefined;
  return { file: `../${ofRun.file}`, sha256: ofRun.sha256 };
}

function withNetworkOf(small: CaseFile, network: NetworkFile | undefined): CaseFile {
  return network === undefined ? small : { ...small, network };
}
