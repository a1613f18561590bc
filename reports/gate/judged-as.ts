import { type MetricId, metric } from '../store/metric-registry.ts';

/**
 * The statistics that a metric gets. distribution: a quantile of single values; proportion: hits of total, both counts;
 * rate: a ratio of two sums (fees ÷ amounts); count: a total that is a fact and not an estimate.
 */
export type JudgedAs = 'distribution' | 'proportion' | 'rate' | 'count';

export function judgedAs(id: MetricId): JudgedAs {
  const { kind, unit } = metric(id);
  if (kind === 'quantile') return 'distribution';
  if (kind === 'count') return 'count';
  return unit === 'share' ? 'proportion' : 'rate';
}
