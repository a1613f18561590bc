import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { corpusFolders, readCorpus } from '#harness/corpus/read-corpus';
import { payersReached } from '#harness/emulated/payers-reached';
import { formatProblems } from '#harness/input/format-problems';
import { MUTANTS } from '#harness/mutants/registry';
import type { Environment } from '#harness/run/environment';
import { EnvironmentUnavailable } from '#harness/run/environment-unavailable';
import { RUN_FILES } from '#harness/run/folder-files';
import { defaultFolder, refuseUsedFolder } from '#harness/run/open-folder';
import { makePlan, type Plan, type PlanRequest } from '#harness/run/plan';
import { SILENT } from '#harness/run/progress';
import { type PilotInputs, readInputs } from '#harness/run/read-inputs';
import { executeRun } from '#harness/run/run';
import { sourceState } from '#harness/run/run-identity';
import { type ExitCode, exitCodeOf } from '#reports/gate/exit-codes';
import type { Verdict } from '#reports/gate/verdict-schema';
import { renderSummary } from '#reports/render/summary';
import { chooseSeed } from './choose-seed.ts';
import { UsageError } from './failure.ts';
import { onInterrupt } from './interruption.ts';
import { ProgressLine } from './progress-line.ts';
import type { RunFlags } from './run-flags.ts';

/** `fulgurite run`: everything is read and checked before the first byte is written. */
export async function runCommand(pilotArgument: string, flags: RunFlags): Promise<ExitCode> {
  refuseUnknownEnvironment(flags.env);
  const inputs = readInputs(pilotArgument);
  const environment = (flags.env as Environment | undefined) ?? inputs.pilot.environment;
  if (environment === 'emulated') refuseUnemulated(inputs.network);
  const source = sourceState();
  const { seed, because } = chooseSeed(flags.seed, inputs.pilot.seed, () => source.commit);
  const networkText = JSON.stringify(inputs.network);
  const corpus = readCorpus(corpusFolders(process.cwd()), process.cwd());
  const plan = planOf({
    pilot: inputs.pilot,
    environment,
    pilotText: inputs.pilotText,
    policyText: inputs.policyText,
    networkText,
    seed,
    trials: flags.trials ?? null,
    scenarios: flags.scenario,
    shard: flags.shard ?? null,
  });
  const startedAt = new Date().toISOString();
  const folder = flags.out ?? defaultFolder(inputs.pilot.name, seed, startedAt);
  refuseUsedFolder(folder);
  const progress = flags.quiet ? SILENT : new ProgressLine(process.stderr);
  progress.note(
    `${inputs.pilot.name}: ${plan.trials.length} trials, ${environment}, seed ${seed} (${because})`,
  );
  warn(inputs);
  if (environment === 'emulated') progress.note(`nodes that pay: ${payersReached(inputs.network)}`);
  const verdict = await executeRun({
    inputs,
    plan,
    networkText,
    folder,
    startedAt,
    command: repeat(pilotArgument, flags, seed),
    source,
    workers: Math.max(1, flags.workers ?? availableParallelism()),
    mutants: MUTANTS,
    corpus,
    progress,
    signal: onInterrupt(),
    nowMs: Date.now,
  });
  process.stdout.write(flags.json ? asJson(verdict, folder) : asText(verdict, folder));
  return exitCodeOf(verdict.verdict);
}

function refuseUnknownEnvironment(asked: string | undefined): void {
  if (asked === undefined || asked === 'sim' || asked === 'emulated') return;
  if (asked !== 'docker')
    throw new UsageError(
      `--env ${asked}: there is no such environment. Today there are two: sim and emulated.`,
    );
  throw new EnvironmentUnavailable(
    'The environment docker is not built yet. Today there are two: sim, the deterministic simulation, and emulated, which speaks the daemons’ APIs.',
  );
}

/** A pilot that names a daemon wants it on the wire; what a scenario draws for itself is driven in this process instead. */
function refuseUnemulated({ name, nodes }: PilotInputs['network']): void {
  const without = nodes.find(({ payer, implementation }) => payer && implementation === 'ldk');
  if (without === undefined) return;
  throw new EnvironmentUnavailable(
    `The environment emulated has no server for ldk: ${without.name} of the network ${name} pays, and is one. Payers can be lnd, cln, eclair or plain.`,
  );
}

function planOf(request: PlanRequest): Plan {
  try {
    return makePlan(request);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

function warn({ warnings }: PilotInputs): void {
  if (warnings.length > 0) process.stderr.write(`${formatProblems(warnings)}\n`);
}

/** The line that makes the same run again. */
function repeat(pilot: string, { env, trials, scenario, shard }: RunFlags, seed: string): string {
  return [
    `npx fulgurite run ${pilot} --seed ${seed}`,
    ...(env === undefined ? [] : [`--env ${env}`]),
    ...(trials === undefined ? [] : [`--trials ${trials}`]),
    ...scenario.map((name) => `--scenario ${name}`),
    ...(shard === undefined ? [] : [`--shard ${shard.index}/${shard.of}`]),
  ].join(' ');
}

function asJson(verdict: Verdict, folder: string): string {
  return `${JSON.stringify({ folder, exitCode: exitCodeOf(verdict.verdict), ...verdict }, null, 2)}\n`;
}

function asText(verdict: Verdict, folder: string): string {
  return renderSummary(verdict, { reportPath: join(folder, RUN_FILES.html) });
}
