import { incompleteBeta, inverseIncompleteBeta } from './beta.ts';

/** `hits` of `total`; both may be fractional when `total` is an effective sample size. */
export interface Proportion {
  readonly hits: number;
  readonly total: number;
}

/** Exact one-sided upper bound of a proportion at 1 − alpha (Clopper & Pearson 1934); 1 when nothing was sampled. */
export function upperBound({ hits, total }: Proportion, alpha: number): number {
  if (total <= 0 || hits >= total) return 1;
  if (hits <= 0) return -Math.expm1(Math.log(alpha) / total);
  return inverseIncompleteBeta(1 - alpha, hits + 1, total - hits);
}

/** Exact one-sided lower bound of a proportion at 1 − alpha; 0 when nothing was sampled. */
export function lowerBound({ hits, total }: Proportion, alpha: number): number {
  if (total <= 0 || hits <= 0) return 0;
  if (hits >= total) return Math.exp(Math.log(alpha) / total);
  return inverseIncompleteBeta(alpha, hits, total - hits + 1);
}

/** p-value of "the true proportion is above `limit`": small means proved at or below it. */
export function pValueAbove({ hits, total }: Proportion, limit: number): number {
  if (total <= 0 || hits >= total || limit <= 0) return 1;
  if (limit >= 1) return 0;
  return hits <= 0 ? Math.exp(total * Math.log1p(-limit)) : 1 - incompleteBeta(limit, hits + 1, total - hits);
}

/** p-value of "the true proportion is at most `limit`": small means proved worse. */
export function pValueAtMost({ hits, total }: Proportion, limit: number): number {
  if (total <= 0 || hits <= 0 || limit >= 1) return 1;
  if (limit <= 0) return 0;
  return hits >= total ? Math.exp(total * Math.log(limit)) : incompleteBeta(limit, hits, total - hits + 1);
}
