import { MIN_TRIALS_DEFAULT } from '#reports/gate/judge-objective';
import type { MetricCell } from '#reports/render/report-model';
import { upperBound } from '#reports/statistics/clopper-pearson';
import { clusterQuantile } from '#reports/statistics/cluster-quantile';
import { clusterRate, rateUpperBound } from '#reports/statistics/cluster-rate';
import { effectiveProportion, ratioSums, type TrialRatio } from '#reports/statistics/cluster-ratio';
import { type MetricId, metric } from '#reports/store/metric-registry';
import type { SliceSamples } from './slice-samples.ts';

/**
 * One-sided bounds of every slice, by the estimators that the gate uses. They are for reading: each one holds by itself at
 * 1 − alpha, and nothing is judged on them.
 */
export class SliceBounds {
  readonly #samples: SliceSamples;
  readonly #alpha: number;

  constructor(samples: SliceSamples, alpha: number) {
    this.#samples = samples;
    this.#alpha = alpha;
  }

  /** Upper bound of a quantile; `never`: so much never ended that it has none. */
  quantile(id: MetricId, slice: string, quantile: number): MetricCell {
    const trials = this.#samples.values(id, slice);
    const { upper, trials: count } = clusterQuantile(trials, quantile, this.#alpha);
    if (upper === Number.POSITIVE_INFINITY) return 'never';
    return cell(upper, count);
  }

  shareAtMost(id: MetricId, slice: string): MetricCell {
    return this.#share(this.#samples.ratios(id, slice));
  }

  /** Lower bound of a share of which more is better: one minus the upper bound of the rest. */
  shareAtLeast(id: MetricId, slice: string): MetricCell {
    const rest = this.#samples
      .ratios(id, slice)
      .map(({ numerator, denominator }) => ({ numerator: denominator - numerator, denominator }));
    const bound = this.#share(rest);
    if (typeof bound === 'number') return 1 - bound;
    return bound !== null && typeof bound === 'object' ? { doubtful: 1 - bound.doubtful } : bound;
  }

  rateAtMost(id: MetricId, slice: string): MetricCell {
    const rate = clusterRate(this.#samples.ratios(id, slice));
    if (rate === null) return null;
    const upper = rateUpperBound(rate, this.#alpha);
    return cell(Number.isFinite(upper) ? upper * metric(id).scale : null, rate.trials);
  }

  #share(trials: readonly TrialRatio[]): MetricCell {
    const sums = ratioSums(trials);
    if (sums.trials === 0) return null;
    return cell(upperBound(effectiveProportion(sums, this.#alpha), this.#alpha), sums.trials);
  }
}

/** Few trials do not show how much trials differ: the gate would not judge on such a bound, and a reader should not. */
function cell(bound: number | null, trials: number): MetricCell {
  if (bound === null) return trials === 0 ? null : 'too few';
  return trials < MIN_TRIALS_DEFAULT ? { doubtful: bound } : bound;
}
