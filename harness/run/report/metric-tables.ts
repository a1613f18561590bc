import type { MetricTable } from '#reports/render/report-model';
import type { EvidenceReader } from '#reports/store/evidence-reader';
import { type MetricId, metric } from '#reports/store/metric-registry';
import { numberOrNull } from './evidence-queries.ts';

/** One row of the `metrics` table; `scenario` '' is all of them, `slice` 'all', 'tier:low', 'band:<1k' … */
interface MetricRow {
  readonly metric: string;
  readonly scenario: string;
  readonly slice: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
  readonly open: number | null;
}

type Find = (
  id: MetricId,
  at: { readonly scenario?: string; readonly slice?: string },
) => MetricRow | undefined;
type Columns = MetricTable['columns'];

/** The five pilot metrics (design §6), each split the way in which it is read. */
export async function metricTables(
  reader: EvidenceReader,
  names: { readonly scenarios: readonly string[]; readonly bands: readonly string[] },
): Promise<readonly MetricTable[]> {
  const rows = await metricRows(reader);
  const find: Find = (id, { scenario = '', slice = 'all' }) =>
    rows.find((row) => row.metric === id && row.scenario === scenario && row.slice === slice);
  const approvals = await requiredApprovals(reader);
  const implementations = rows
    .filter((row) => row.metric === 'settlement_latency_ms' && row.scenario === '')
    .map((row) => row.slice)
    .filter((slice) => slice.startsWith('implementation:'));
  const { scenarios } = names;
  return [
    latencyTable(find, scenarios, implementations),
    feeTable(find, names.bands),
    routingTable(find, scenarios),
    interventionTable(find, approvals),
    reconciliationTable(find, scenarios),
  ];
}

async function metricRows(reader: EvidenceReader): Promise<readonly MetricRow[]> {
  const rows = await reader.rows(
    'SELECT metric, scenario, slice, numerator, denominator, value, p50, p95, max, open FROM metrics',
  );
  return rows.map(([id, scenario, slice, ...numbers]) => {
    const [numerator, denominator, value, p50, p95, max, open] = numbers.map(numberOrNull);
    return { metric: id, scenario, slice, numerator, denominator, value, p50, p95, max, open } as MetricRow;
  });
}

async function requiredApprovals(reader: EvidenceReader): Promise<ReadonlyMap<string, number>> {
  const rows = await reader.rows(
    'SELECT tier, sum(numerator) / nullif(sum(denominator), 0) FROM required_approval_facts GROUP BY tier',
  );
  return new Map(rows.map(([tier, share]) => [tier as string, Number(share)]));
}

function latencyTable(
  find: Find,
  scenarios: readonly string[],
  implementations: readonly string[],
): MetricTable {
  const slices = [
    { slice: 'all' },
    ...['tier:low', 'tier:medium', 'tier:high', ...implementations].map((slice) => ({ slice })),
    ...scenarios.map((scenario) => ({ scenario })),
  ];
  return table(
    'settlement_latency_ms',
    [text('slice'), ms('p50'), ms('p95'), ms('certainty p95'), count('settled')],
    slices.map((at) => {
      const row = find('settlement_latency_ms', at);
      const certainty = find('time_to_certainty_ms', at);
      const name = 'scenario' in at ? at.scenario : at.slice.replace(':', ' ');
      return [name, row?.p50, row?.p95, certainty?.p95, row?.denominator];
    }),
  );
}

function feeTable(find: Find, bands: readonly string[]): MetricTable {
  return table(
    'fee_rate_ppm',
    [text('band'), { name: 'rate', unit: 'ppm' }, msat('fees'), msat('amount')],
    [...bands.map((band) => `band:${band}`), 'all'].map((slice) => {
      const row = find('fee_rate_ppm', { slice });
      return [slice.replace('band:', ''), row?.value, row?.numerator, row?.denominator];
    }),
  );
}

function routingTable(find: Find, scenarios: readonly string[]): MetricTable {
  return table(
    'route_failure_ratio',
    [
      text('scenario'),
      ratio('route failures'),
      count('ended attempts'),
      ratio('recovered without a person'),
      count('intents in trouble'),
    ],
    [...scenarios, ''].map((scenario) => {
      const failures = find('route_failure_ratio', { scenario });
      const recovered = find('auto_recovery_ratio', { scenario });
      return [
        scenario || 'all',
        failures?.value,
        failures?.denominator,
        recovered?.value,
        recovered?.denominator,
      ];
    }),
  );
}

function interventionTable(find: Find, approvals: ReadonlyMap<string, number>): MetricTable {
  return table(
    'manual_intervention_ratio',
    [text('tier'), ratio('interventions'), ratio('required approvals'), count('intents')],
    ['low', 'medium', 'high'].map((tier) => {
      const row = find('manual_intervention_ratio', { slice: `tier:${tier}` });
      return [tier, row?.value, approvals.get(tier), row?.denominator];
    }),
  );
}

function reconciliationTable(find: Find, scenarios: readonly string[]): MetricTable {
  return table(
    'reconciliation_ms',
    [text('scenario'), ms('p50'), ms('p95'), ms('max'), count('still open')],
    [...scenarios, ''].map((scenario) => {
      const row = find('reconciliation_ms', { scenario });
      return [scenario || 'all', row?.p50, row?.p95, row?.max, row?.open];
    }),
  );
}

function table(
  id: MetricId,
  columns: Columns,
  rows: readonly (readonly (string | number | null | undefined)[])[],
): MetricTable {
  const { title, meaning } = metric(id);
  return { id, title, meaning, columns, rows: rows.map((row) => row.map((cell) => cell ?? null)) };
}

const text = (name: string) => ({ name, unit: 'text' }) as const;
const ms = (name: string) => ({ name, unit: 'ms' }) as const;
const msat = (name: string) => ({ name, unit: 'msat' }) as const;
const ratio = (name: string) => ({ name, unit: 'ratio' }) as const;
const count = (name: string) => ({ name, unit: 'count' }) as const;
