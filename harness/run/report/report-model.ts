import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Manifest } from '#reports/evidence/manifest';
import { bandNames } from '#reports/gate/value-bands';
import type { Verdict } from '#reports/gate/verdict-schema';
import type {
  LatencyLimit,
  LatencyRow,
  ReportModel,
  RunFacts,
  ScenarioReport,
} from '#reports/render/report-model';
import { EvidenceReader } from '#reports/store/evidence-reader';
import type { MetricId } from '#reports/store/metric-registry';
import { scenarioNamed } from '#scenarios/registry';
import type { Network } from '#topologies/network';
import { payersReached } from '../../emulated/payers-reached.ts';
import { ENVIRONMENT_TITLES } from '../environment.ts';
import type { Execution } from '../execution.ts';
import { RUN_FILES, readExecution, readPlan } from '../folder-files.ts';
import type { Plan } from '../plan.ts';
import { blindSpots } from './blind-spots.ts';
import { numberOrNull } from './evidence-queries.ts';
import { failingCases } from './failing-cases.ts';
import { fileHashes } from './file-hashes.ts';
import { metricTables } from './metric-tables.ts';
import { representativeTimeline } from './trial-timeline.ts';

/** Everything that a report of this run folder says, from the files in it. The same folder gives the same report. */
export async function reportModel(
  folder: string,
  manifest: Manifest,
  verdict: Verdict,
): Promise<ReportModel> {
  const plan = readPlan(folder);
  const execution = readExecution(folder);
  const network = JSON.parse(readFileSync(join(folder, RUN_FILES.network), 'utf8')) as Network;
  const reader = await EvidenceReader.open(join(folder, RUN_FILES.evidence));
  try {
    const scenarios = verdict.scenarios.map(({ name }) => name);
    const { gate } = plan.pilot;
    const bands = bandNames(gate.valueBandsSat);
    return {
      verdict,
      run: await runFacts(folder, { manifest, plan, execution, network }),
      scenarios: await scenarioReports(reader, scenarios),
      metrics: await metricTables(reader, { scenarios, bands }, gate.alpha),
      latency: await durationRows(reader, 'settlement_latency_samples', scenarios),
      latencyLimits: durationLimits(gate.objectives, 'settlement_latency_ms'),
      reconciliation: await durationRows(reader, 'reconciliation_samples', scenarios),
      reconciliationLimits: durationLimits(gate.objectives, 'reconciliation_ms'),
      feeBands: await feeBands(reader, bands, gate.objectives),
      cases: await failingCases({ folder, reader, verdict, execution }),
      blindSpots: blindSpots(plan, network, verdict),
    };
  } finally {
    reader.close();
  }
}

type Objectives = Plan['pilot']['gate']['objectives'];

async function runFacts(
  folder: string,
  from: { manifest: Manifest; plan: Plan; execution: Execution; network: Network },
): Promise<RunFacts> {
  const { manifest, plan, execution, network } = from;
  const { pilot, hashes } = plan;
  const { commit, fulgurite = '', node = '', duckdb = '', platform = '' } = manifest.versions;
  const policy = parse(readFileSync(join(folder, RUN_FILES.policy), 'utf8')) as { version: string };
  return {
    pilot: { name: pilot.name, description: pilot.description ?? '', hash: hashes.pilot },
    topology: {
      name: network.name,
      hash: hashes.network,
      nodes: network.nodes.length,
      channels: network.channels.length,
    },
    policy: { name: policy.version, hash: hashes.policy },
    gateHash: hashes.gate,
    commit: commit ?? null,
    dirty: execution.dirty ?? false,
    command: execution.command,
    startedAt: manifest.startedAt,
    wallMs: execution.wallMs,
    environment: [
      { name: 'environment', value: `${plan.environment} (${ENVIRONMENT_TITLES[plan.environment]})` },
      ...(plan.environment === 'sim' ? [] : [{ name: 'nodes that pay', value: payersReached(network) }]),
      { name: 'fulgurite', value: fulgurite },
      { name: 'node', value: node },
      { name: 'duckdb', value: duckdb },
      { name: 'platform', value: platform },
      { name: 'workers', value: String(execution.workers) },
    ],
    artefacts: await fileHashes(folder, [
      RUN_FILES.plan,
      RUN_FILES.pilot,
      RUN_FILES.policy,
      RUN_FILES.network,
      RUN_FILES.evidence,
      RUN_FILES.execution,
      ...new Set(execution.cases.flatMap(({ file, original }) => [file, original])),
    ]),
  };
}

async function scenarioReports(
  reader: EvidenceReader,
  scenarios: readonly string[],
): Promise<readonly ScenarioReport[]> {
  const rows = await reader.rows(
    `SELECT i.scenario, i.final_state, count(*) FROM intents AS i JOIN trials AS t USING (trial)
     WHERE t.status = 'completed' GROUP BY ALL ORDER BY count(*) DESC, i.final_state`,
  );
  const reports: ScenarioReport[] = [];
  for (const name of scenarios)
    reports.push({
      name,
      story: scenarioNamed(name).sentence,
      outcomes: rows
        .filter(([scenario]) => scenario === name)
        .map(([, state, count]) => ({ state: state as string, count: Number(count) })),
      timeline: await representativeTimeline(reader, name),
    });
  return reports;
}

async function durationRows(
  reader: EvidenceReader,
  view: 'settlement_latency_samples' | 'reconciliation_samples',
  scenarios: readonly string[],
): Promise<readonly LatencyRow[]> {
  const rows = await reader.rows(
    `SELECT scenario, count(*), quantile_disc(value, [0.05, 0.25, 0.5, 0.75, 0.95, 0.99])
     FROM ${view} WHERE NOT open GROUP BY scenario`,
  );
  return scenarios.flatMap((name) => {
    const row = rows.find(([scenario]) => scenario === name);
    if (row === undefined) return [];
    const [p05Ms, p25Ms, p50Ms, p75Ms, p95Ms, p99Ms] = row[2] as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return [{ scenario: name, samples: Number(row[1]), p05Ms, p25Ms, p50Ms, p75Ms, p95Ms, p99Ms }];
  });
}

function durationLimits(objectives: Objectives, id: MetricId): readonly LatencyLimit[] {
  return objectives.flatMap(({ metric, slice, quantile, max }) =>
    metric === id && slice === undefined && quantile !== undefined && max !== undefined
      ? [{ label: `p${quantile * 100} limit ${max / 1000} s`, ms: max }]
      : [],
  );
}

async function feeBands(
  reader: EvidenceReader,
  bands: readonly string[],
  objectives: Objectives,
): Promise<ReportModel['feeBands']> {
  const rows = await reader.rows(
    `SELECT band, count(*), sum(denominator), sum(numerator) / nullif(sum(denominator), 0) * 1e6
     FROM fee_rate_facts GROUP BY band`,
  );
  return bands.map((band) => {
    const row = rows.find(([name]) => name === band);
    const limit = objectives.find(({ metric, slice }) => metric === 'fee_rate_ppm' && slice?.band === band);
    return {
      band,
      settled: Number(row?.[1] ?? 0),
      amountMsat: Number(row?.[2] ?? 0),
      ppm: numberOrNull(row?.[3]),
      limitPpm: limit?.max ?? null,
    };
  });
}
