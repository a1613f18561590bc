import type { TrialRatio } from '#reports/statistics/cluster-ratio';
import type { EvidenceReader } from '#reports/store/evidence-reader';
import type { MetricId } from '#reports/store/metric-registry';
import { SLICES } from '#reports/store/metric-views';
import { sliceKey } from './slice.ts';

/** What each trial contributes to a metric, for every slice that a report shows: the trial is the sampling unit. */
export interface SliceSamples {
  values(id: MetricId, slice: string): readonly (readonly number[])[];
  ratios(id: MetricId, slice: string): readonly TrialRatio[];
}

/** One row a trial in the `all` slice counts for the run and for its scenario. */
function slicesOf(scenario: string, slice: string): readonly string[] {
  return slice === 'all' ? ['all', sliceKey('scenario', scenario)] : [slice];
}

export async function sliceSamples(
  reader: EvidenceReader,
  ids: { readonly values: readonly MetricId[]; readonly ratios: readonly MetricId[] },
): Promise<SliceSamples> {
  const values = new Map<string, (readonly number[])[]>();
  const ratios = new Map<string, TrialRatio[]>();
  for (const id of ids.values) {
    const rows = await reader.rows(
      `SELECT scenario, slice, list(value) FROM
         (SELECT trial, scenario, value, ${SLICES} AS slice FROM metric_samples WHERE metric = $1)
       GROUP BY trial, scenario, slice ORDER BY trial, slice`,
      [id],
    );
    for (const [scenario, slice, list] of rows)
      for (const key of slicesOf(scenario as string, slice as string))
        append(values, `${id} ${key}`, list as number[]);
  }
  for (const id of ids.ratios) {
    const rows = await reader.rows(
      'SELECT scenario, slice, numerator, denominator FROM metric_by_trial WHERE metric = $1 ORDER BY trial, slice',
      [id],
    );
    for (const [scenario, slice, numerator, denominator] of rows)
      for (const key of slicesOf(scenario as string, slice as string))
        append(ratios, `${id} ${key}`, {
          numerator: Number(numerator),
          denominator: Number(denominator),
        });
  }
  return {
    values: (id, slice) => values.get(`${id} ${slice}`) ?? [],
    ratios: (id, slice) => ratios.get(`${id} ${slice}`) ?? [],
  };
}

function append<Value>(into: Map<string, Value[]>, key: string, value: Value): void {
  const list = into.get(key);
  if (list === undefined) into.set(key, [value]);
  else list.push(value);
}
