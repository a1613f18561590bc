import { type Proportion, pValueAbove } from './clopper-pearson.ts';
import { effectiveProportion, type RatioSums, ratioSums } from './cluster-ratio.ts';
import { sampleQuantile } from './order-statistics.ts';

export interface QuantileBound {
  /** Trials with at least one value. */
  readonly trials: number;
  readonly values: number;
  /** Sample quantile over all values; null without values. */
  readonly estimate: number | null;
  /** Upper bound at 1 − alpha, always one of the values; null when the trials are too few for any bound. */
  readonly upper: number | null;
}

/**
 * Upper bound of a quantile of values that come in trials; a value may be infinite, and then so may the bound. A value x bounds the q-quantile when the share of values
 * above x is proved to be at most 1 − q; that share is judged on its effective sample size (Woodruff 1952 with Korn &
 * Graubard 1998). With one value a trial this is exactly the order statistic of Hahn & Meeker (`upperRank`).
 */
export function clusterQuantile(
  trials: readonly (readonly number[])[],
  quantile: number,
  alpha: number,
): QuantileBound {
  const flat = trials.flatMap((values, trial) => values.map((value) => ({ value, trial })));
  const sums = ratioSums(trials.map((values) => ({ numerator: 0, denominator: values.length })));
  if (flat.length === 0) return { trials: 0, values: 0, estimate: null, upper: null };
  // Values may be infinite (what never ended), and infinity minus infinity has no sign.
  flat.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  const estimate = sampleQuantile(
    flat.map(({ value }) => value),
    quantile,
  );
  const above = new Int32Array(trials.length);
  let upper: number | null = null;
  // From the greatest value down, as long as each one is a bound: a larger bound never hides behind a smaller one.
  for (let index = flat.length - 1; index >= 0; index--) {
    const { value, trial } = flat[index]!;
    const sameAsNext = index < flat.length - 1 && flat[index + 1]!.value === value;
    if (!sameAsNext) {
      if (pValueAbove(effectiveProportion(sums, alpha), 1 - quantile) > alpha) break;
      upper = value;
    }
    moveAbove(sums, above, trial, trials[trial]!.length);
  }
  return { trials: sums.trials, values: flat.length, estimate, upper };
}

function moveAbove(sums: RatioSums, above: Int32Array, trial: number, size: number): void {
  sums.hits += 1;
  if (above[trial] === 0) sums.hitTrials += 1;
  sums.hitsSquared += 2 * above[trial]! + 1;
  sums.hitsTimesTotal += size;
  above[trial]! += 1;
}

/** Share of values above `limit`, on its effective sample size. */
export function shareAbove(trials: readonly (readonly number[])[], limit: number, alpha: number): Proportion {
  const counted = trials.map((values) => ({
    numerator: values.filter((value) => value > limit).length,
    denominator: values.length,
  }));
  return effectiveProportion(ratioSums(counted), alpha);
}
