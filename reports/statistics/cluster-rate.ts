import type { TrialRatio } from './cluster-ratio.ts';
import { studentCdf, studentQuantile } from './student-t.ts';

/** A ratio of two sums that is no share of a whole (fees ÷ amounts), with its spread between trials. */
export interface ClusterRate {
  readonly trials: number;
  readonly estimate: number;
  /** Standard error of the estimate from the linearised residuals of the trials. */
  readonly standardError: number;
  readonly skewness: number;
}

/** Ratio estimator with the trial as unit (Cochran 1977, §6); null without a trial that has a denominator. */
export function clusterRate(all: readonly TrialRatio[]): ClusterRate | null {
  const trials = all.filter(({ denominator }) => denominator > 0);
  const count = trials.length;
  if (count === 0) return null;
  const total = trials.reduce((sum, { denominator }) => sum + denominator, 0);
  const estimate = trials.reduce((sum, { numerator }) => sum + numerator, 0) / total;
  const residuals = trials.map((t) => ((t.numerator - estimate * t.denominator) * count) / total);
  const second = residuals.reduce((sum, r) => sum + r * r, 0) / count;
  const third = residuals.reduce((sum, r) => sum + r * r * r, 0) / count;
  return {
    trials: count,
    estimate,
    standardError: count > 1 ? Math.sqrt(second / (count - 1)) : Number.POSITIVE_INFINITY,
    skewness: second > 0 ? third / second ** 1.5 : 0,
  };
}

/**
 * One-sided upper bound at 1 − alpha: Student's t with the first skewness term of the Cornish–Fisher expansion
 * (Johnson 1978; Hall 1992, §3.5), because a few dear routes make fees skewed to the right and a plain t would be too low.
 */
export function rateUpperBound(rate: ClusterRate, alpha: number): number {
  if (rate.trials < 2) return Number.POSITIVE_INFINITY;
  const t = studentQuantile(1 - alpha, rate.trials - 1);
  const skew = Math.max(0, rate.skewness) * ((1 + 2 * t * t) / (6 * Math.sqrt(rate.trials)));
  return rate.estimate + rate.standardError * (t + skew);
}

/** p-value of "the true rate is at most `limit`": small means proved dearer. */
export function ratePValueAtMost(rate: ClusterRate, limit: number): number {
  if (rate.trials < 2) return 1;
  if (rate.standardError === 0) return rate.estimate > limit ? 0 : 1;
  return 1 - studentCdf((rate.estimate - limit) / rate.standardError, rate.trials - 1);
}
