import { join } from 'node:path';
import { FAULT_KINDS } from '#chaos/registry';
import { coverageSeen } from '#harness/coverage/coverage-seen';
import { ALL_INVARIANTS } from '#harness/invariants/registry';
import type { NodeNames } from '#harness/replay/node-names';
import { plainWords } from '#harness/replay/plain-words';
import { nodeName } from '#harness/replay/replay';
import { readManifest } from '#reports/evidence/run-folder';
import { judge } from '#reports/gate/judge';
import type { JudgedTrial, JudgeInput, MetricSamples } from '#reports/gate/judge-input';
import type { Verdict } from '#reports/gate/verdict-schema';
import { EvidenceReader } from '#reports/store/evidence-reader';
import { workloadOf } from '#scenarios/pilot-schema';
import { scenarioNamed } from '#scenarios/registry';
import type { Execution } from './execution.ts';
import { RUN_FILES, readExecution, readPlan } from './folder-files.ts';
import type { Plan } from './plan.ts';

/** The verdict on a run folder, from its plan, its execution record and its evidence alone. */
export async function judgeRun(folder: string): Promise<Verdict> {
  const reader = await EvidenceReader.open(join(folder, RUN_FILES.evidence));
  try {
    return judge(await judgeInput(folder, readPlan(folder), readExecution(folder), reader));
  } finally {
    reader.close();
  }
}

async function judgeInput(
  folder: string,
  plan: Plan,
  execution: Execution,
  reader: EvidenceReader,
): Promise<JudgeInput> {
  const { gate } = plan.pilot;
  const samples = new Map<string, MetricSamples>();
  for (const { id, metric, slice } of gate.objectives) {
    const leftOut = slice?.scenario === undefined ? generatedScenarios(plan) : [];
    samples.set(id, await reader.samples(metric, slice, leftOut));
  }
  const trials = await judgedTrials(reader);
  const unavailableFaults = await faultsUnavailable(folder);
  return {
    gate,
    environment: plan.environment,
    seed: plan.seed,
    historyHash: execution.historyHash,
    scenarios: plannedScenarios(plan),
    trials,
    invariants: ALL_INVARIANTS.map(({ id, title, kind }) => ({
      id,
      title,
      kind,
      examinedTrials: execution.examinedTrials[id] ?? 0,
    })),
    samples,
    selfTest: execution.selfTest,
    determinism: execution.determinism,
    coverage: coverage(plan, execution, trials, unavailableFaults),
    unavailableFaults,
    corpusFailures: execution.corpus.failures,
    problems:
      plan.shard === null ? [] : [`This is shard ${plan.shard.index} of ${plan.shard.of}: merge first.`],
    replayLines: new Map(execution.cases.map(({ ordinal, file }) => [ordinal, replayLine(folder, file)])),
  };
}

/**
 * An objective is about the pilot's network, policy and workload. A generated trial has others: it is judged by the
 * invariants, and by objectives that name its scenario.
 */
function generatedScenarios(plan: Plan): readonly string[] {
  return plan.pilot.scenarios.map(({ name }) => name).filter((name) => scenarioNamed(name).generated);
}

/** Kinds that the manifest says the environment cannot inject: what depends on them was not exercised. */
async function faultsUnavailable(folder: string): Promise<JudgeInput['unavailableFaults']> {
  const { capabilities, environment } = await readManifest(folder);
  return Object.entries(capabilities)
    .filter(([, can]) => !can)
    .map(([kind]) => ({ kind, why: `the environment ${environment} cannot inject it` }));
}

function coverage(
  plan: Plan,
  execution: Execution,
  trials: readonly JudgedTrial[],
  unavailable: JudgeInput['unavailableFaults'],
): JudgeInput['coverage'] {
  const expected = plannedScenarios(plan).flatMap(({ expectedFaults }) => expectedFaults);
  const workloads = playedEntries(plan).map((entry) => workloadOf(plan.pilot, entry));
  return coverageSeen(execution.coverage, {
    drawn: new Set([...expected, ...trials.flatMap(({ faults }) => faults.map(({ kind }) => kind))]),
    vocabulary: FAULT_KINDS,
    unavailable: new Map(unavailable.map(({ kind, why }) => [kind, why])),
    retryShare: Math.max(0, ...workloads.map(({ retryShare }) => retryShare)),
    alteredShare: Math.max(0, ...workloads.map(({ alteredShare }) => alteredShare)),
    amountMaxSat: Math.max(0, ...workloads.flatMap((each) => each.valueBands.map((band) => band.maxSat))),
  });
}

function playedEntries({ trials, pilot }: Plan): Plan['pilot']['scenarios'] {
  const played = new Set(trials.map(({ scenario }) => scenario));
  return pilot.scenarios.filter(({ name }) => played.has(name));
}

/** The command that plays a case again. */
export function replayLine(folder: string, file: string): string {
  return `npx fulgurite replay ${join(folder, file)}`;
}

function plannedScenarios({ trials, pilot }: Plan): JudgeInput['scenarios'] {
  const counts = new Map<string, number>();
  for (const { scenario } of trials) counts.set(scenario, (counts.get(scenario) ?? 0) + 1);
  return [...counts].map(([name, count]) => {
    const entry = pilot.scenarios.find((each) => each.name === name);
    return { name, trials: count, expectedFaults: scenarioNamed(name).expects(entry?.params ?? {}) };
  });
}

async function judgedTrials(reader: EvidenceReader): Promise<readonly JudgedTrial[]> {
  const violations = Map.groupBy(
    await reader.rows(
      'SELECT trial, invariant, at_seq, at_ms, intents, because FROM violations ORDER BY trial, violation',
    ),
    ([trial]) => trial,
  );
  const name = await nodeNames(reader);
  const faults = Map.groupBy(
    await reader.rows('SELECT trial, fault, kind, effects FROM fault_reports ORDER BY trial, fault'),
    ([trial]) => trial,
  );
  const trials = await reader.rows(
    'SELECT trial, scenario, index, seed, topology, status, crash, intent_count, settled_count FROM trials ORDER BY trial',
  );
  return trials.map(
    ([ordinal, scenario, index, seed, topology, status, crash, intentCount, settledCount]) => ({
      spec: { scenario, index, ordinal, seed },
      status,
      crash,
      violations: (violations.get(ordinal) ?? []).map(([, invariant, atSeq, atMs, intents, because]) => ({
        invariant,
        atSeq,
        atMs,
        intents: ordinals(intents as string),
        because: plainWords(because as string, name(topology as string)),
      })),
      faults: (faults.get(ordinal) ?? []).map(([, fault, kind, effects]) => ({
        ordinal: fault,
        kind,
        effects,
      })),
      intentCount,
      settledCount,
    }),
  ) as JudgedTrial[];
}

/** Names by ordinal, by topology: generated trials bring their own. */
async function nodeNames(reader: EvidenceReader): Promise<(topology: string) => NodeNames> {
  const rows = await reader.rows('SELECT topology, node, name FROM nodes');
  const names = new Map(rows.map(([topology, node, name]) => [`${topology} ${node}`, name as string]));
  return (topology) => (ordinal) => nodeName(names.get(`${topology} ${ordinal}`));
}

function ordinals(text: string): readonly number[] {
  return text === '' ? [] : text.split(',').map(Number);
}
