import type { EvidenceReader } from '#reports/store/evidence-reader';
import type { MetricId } from '#reports/store/metric-registry';
import { numberOrNull } from './evidence-queries.ts';
import { sliceKey } from './slice.ts';

/** One row of the `metrics` table of the evidence. */
export interface MetricRow {
  readonly trials: number;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
  readonly open: number | null;
}

/** Rows by metric and slice, as `sliceGroups` names slices; undefined where nothing was measured. */
export type FindMetric = (id: MetricId, slice: string) => MetricRow | undefined;

export async function metricRows(reader: EvidenceReader): Promise<FindMetric> {
  // A scenario crossed with another slice is in the table too; a report shows one cut at a time.
  const rows = await reader.rows(
    `SELECT metric, scenario, slice, trials, numerator, denominator, value, p50, p95, max, open
     FROM metrics WHERE scenario = '' OR slice = 'all'`,
  );
  const byKey = new Map(
    rows.map(([id, scenario, slice, trials, ...numbers]) => {
      const [numerator, denominator, value, p50, p95, max, open] = numbers.map(numberOrNull);
      const key = scenario === '' ? (slice as string) : sliceKey('scenario', scenario as string);
      const row = { trials: Number(trials), numerator, denominator, value, p50, p95, max, open };
      return [`${id} ${key}`, row as MetricRow];
    }),
  );
  return (id, slice) => byKey.get(`${id} ${slice}`);
}

/** Names behind `prefix:` in the evidence, in alphabetical order. */
export async function namesInEvidence(
  reader: EvidenceReader,
  prefix: 'implementation' | 'tier',
): Promise<readonly string[]> {
  const rows = await reader.rows(
    `SELECT DISTINCT substr(slice, length($1) + 2) AS name FROM metrics
     WHERE scenario = '' AND starts_with(slice, $1 || ':') ORDER BY name`,
    [prefix],
  );
  return rows.map(([name]) => name as string);
}
