import type { MetricCell, MetricTable } from '#reports/render/report-model';
import type { EvidenceReader } from '#reports/store/evidence-reader';
import { type MetricId, metric } from '#reports/store/metric-registry';
import { type FindMetric, metricRows, namesInEvidence } from './metric-rows.ts';
import { type SliceGroup, sliceGroups } from './slice.ts';
import { SliceBounds } from './slice-bounds.ts';
import { sliceSamples } from './slice-samples.ts';

interface Column {
  readonly name: string;
  readonly unit: MetricTable['columns'][number]['unit'];
  readonly cell: (slice: string) => MetricCell | undefined;
}

const TIERS = ['low', 'medium', 'high'];

/** The five pilot metrics (design §6), each split in every way that its samples allow. */
export async function metricTables(
  reader: EvidenceReader,
  names: { readonly scenarios: readonly string[]; readonly bands: readonly string[] },
  alpha: number,
): Promise<readonly MetricTable[]> {
  const find = await metricRows(reader);
  const samples = await sliceSamples(reader, {
    values: ['settlement_latency_ms', 'time_to_certainty_ms', 'reconciliation_ms'],
    ratios: ['fee_rate_ppm', 'route_failure_ratio', 'auto_recovery_ratio', 'manual_intervention_ratio'],
  });
  const bounds = new SliceBounds(samples, alpha);
  const known = await namesInEvidence(reader, 'tier');
  const groups = sliceGroups({
    ...names,
    tiers: [...TIERS, ...known.filter((tier) => !TIERS.includes(tier))],
    implementations: await namesInEvidence(reader, 'implementation'),
  });
  const table = (id: MetricId, columns: readonly Column[]) => tableOf(id, columns, { find, groups });
  return [
    table('settlement_latency_ms', latencyColumns(find, bounds)),
    table('fee_rate_ppm', feeColumns(find, bounds)),
    table('route_failure_ratio', routingColumns(find, bounds)),
    table('manual_intervention_ratio', interventionColumns(find, bounds)),
    table('reconciliation_ms', reconciliationColumns(find, bounds)),
  ];
}

function latencyColumns(find: FindMetric, bounds: SliceBounds): readonly Column[] {
  const [id, certainty] = ['settlement_latency_ms', 'time_to_certainty_ms'] as const;
  return [
    { name: 'p50', unit: 'ms', cell: (slice) => find(id, slice)?.p50 },
    { name: 'p50 at most', unit: 'ms', cell: (slice) => bounds.quantile(id, slice, 0.5) },
    { name: 'p95', unit: 'ms', cell: (slice) => find(id, slice)?.p95 },
    { name: 'p95 at most', unit: 'ms', cell: (slice) => bounds.quantile(id, slice, 0.95) },
    { name: 'certainty p95', unit: 'ms', cell: (slice) => orNever(find(certainty, slice)) },
    { name: 'settled', unit: 'count', cell: (slice) => find(id, slice)?.denominator ?? 0 },
  ];
}

function feeColumns(find: FindMetric, bounds: SliceBounds): readonly Column[] {
  const id = 'fee_rate_ppm';
  return [
    { name: 'rate', unit: 'ppm', cell: (slice) => find(id, slice)?.value },
    { name: 'rate at most', unit: 'ppm', cell: (slice) => bounds.rateAtMost(id, slice) },
    { name: 'fees', unit: 'msat', cell: (slice) => find(id, slice)?.numerator },
    { name: 'delivered', unit: 'msat', cell: (slice) => find(id, slice)?.denominator },
    {
      name: 'settled',
      unit: 'count',
      cell: (slice) => find('settlement_latency_ms', slice)?.denominator ?? 0,
    },
  ];
}

function routingColumns(find: FindMetric, bounds: SliceBounds): readonly Column[] {
  const [id, recovery] = ['route_failure_ratio', 'auto_recovery_ratio'] as const;
  return [
    { name: 'route failures', unit: 'ratio', cell: (slice) => find(id, slice)?.value },
    { name: 'at most', unit: 'ratio', cell: (slice) => bounds.shareAtMost(id, slice) },
    { name: 'ended attempts', unit: 'count', cell: (slice) => find(id, slice)?.denominator ?? 0 },
    { name: 'recovered alone', unit: 'ratio', cell: (slice) => find(recovery, slice)?.value },
    { name: 'at least', unit: 'ratio', cell: (slice) => bounds.shareAtLeast(recovery, slice) },
    { name: 'in trouble', unit: 'count', cell: (slice) => find(recovery, slice)?.denominator ?? 0 },
  ];
}

function interventionColumns(find: FindMetric, bounds: SliceBounds): readonly Column[] {
  const id = 'manual_intervention_ratio';
  return [
    { name: 'interventions', unit: 'ratio', cell: (slice) => find(id, slice)?.value },
    { name: 'at most', unit: 'ratio', cell: (slice) => bounds.shareAtMost(id, slice) },
    {
      name: 'required approvals',
      unit: 'ratio',
      cell: (slice) => find('required_approval_ratio', slice)?.value,
    },
    { name: 'intents', unit: 'count', cell: (slice) => find(id, slice)?.denominator ?? 0 },
  ];
}

function reconciliationColumns(find: FindMetric, bounds: SliceBounds): readonly Column[] {
  const id = 'reconciliation_ms';
  return [
    { name: 'p50', unit: 'ms', cell: (slice) => find(id, slice)?.p50 },
    { name: 'p95', unit: 'ms', cell: (slice) => orNever(find(id, slice)) },
    { name: 'p95 at most', unit: 'ms', cell: (slice) => bounds.quantile(id, slice, 0.95) },
    { name: 'longest', unit: 'ms', cell: (slice) => find(id, slice)?.max },
    { name: 'still open', unit: 'count', cell: (slice) => find(id, slice)?.open ?? 0 },
    { name: 'attempts', unit: 'count', cell: (slice) => find(id, slice)?.denominator ?? 0 },
  ];
}

/** The p95 of what may be open for ever: more than one in twenty never ended. */
function orNever(row: ReturnType<FindMetric>): MetricCell | undefined {
  return row !== undefined && row.p95 === null && (row.open ?? 0) > 0 ? 'never' : row?.p95;
}

const WHAT_ELSE: Partial<Record<MetricId, string>> = {
  settlement_latency_ms:
    'Certainty: the same to any terminal state, of all intents. A tier that needs an approval waits for a person.',
  route_failure_ratio:
    'Recovered alone: of intents with a failed or unknown attempt (“in trouble”), the share that settled without a person.',
  reconciliation_ms:
    'Of every attempt that ended: some milliseconds always pass between the end at the node and its record in the ledger.',
};

/** A row without any sample is kept and says so: a slice that is silently absent looks like one that was never asked for. */
function tableOf(
  id: MetricId,
  columns: readonly Column[],
  { find, groups }: { readonly find: FindMetric; readonly groups: readonly SliceGroup[] },
): MetricTable {
  const { title, meaning } = metric(id);
  const rowOf = ({ key, label }: SliceGroup['slices'][number]): readonly MetricCell[] => {
    const row = find(id, key);
    if (row === undefined) return [label, 'no sample', ...columns.map(() => null)];
    return [label, ...columns.map(({ cell }) => cell(key) ?? null), row.trials];
  };
  return {
    id,
    title,
    meaning: [meaning, WHAT_ELSE[id]].filter((text) => text !== undefined).join(' '),
    columns: [
      { name: 'slice', unit: 'text' },
      ...columns.map(({ name, unit }) => ({ name, unit })),
      { name: 'trials', unit: 'count' },
    ],
    groups: groups
      .filter(({ slices }) => slices.length > 0)
      .map(({ by, slices }) => ({ by, rows: slices.map(rowOf) })),
  };
}
