import { incompleteBeta } from './beta.ts';

/** P(Binomial(n, p) ≤ k). */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBeta(1 - p, n - k, k + 1);
}

/**
 * Rank (1 = smallest) of the order statistic that bounds the `quantile` of the population from above at `confidence`
 * (Hahn & Meeker 1991, §5.2); null when `n` independent values are too few for any such bound.
 */
export function upperRank(n: number, quantile: number, confidence: number): number | null {
  const holds = (rank: number) => binomialCdf(rank - 1, n, quantile) >= confidence;
  if (n < 1 || !holds(n)) return null;
  let low = 1;
  let high = n;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The mirror image: the largest rank that bounds the quantile from below; null when there is none. */
export function lowerRank(n: number, quantile: number, confidence: number): number | null {
  const mirrored = upperRank(n, 1 - quantile, confidence);
  return mirrored === null ? null : n + 1 - mirrored;
}

/** Smallest observed value with at least a share `quantile` of all values at or below it. `sorted` rises, not empty. */
export function sampleQuantile(sorted: ArrayLike<number>, quantile: number): number {
  const rank = Math.max(1, Math.ceil(sorted.length * quantile - 1e-9));
  return sorted[rank - 1]!;
}
