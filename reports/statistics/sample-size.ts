import { type Proportion, pValueAbove } from './clopper-pearson.ts';

/** Clean trials needed to claim a rate below `rate` at 1 − alpha: ⌈ln α ÷ ln(1 − rate)⌉ (gates-and-evidence.md §E.1). */
export function zeroFailureSampleSize(rate: number, alpha: number): number {
  return Math.ceil(Math.log(alpha) / Math.log1p(-rate) - 1e-12);
}

const TRIALS_MAX = 100_000_000;

/**
 * About how many trials in all prove `sample`'s proportion to be at most `limit`, if it stays what it is and trials keep
 * saying as much as those so far; null when the estimate itself is not under the limit, or no realistic number does.
 */
export function trialsNeeded(
  sample: Proportion & { readonly trials: number },
  limit: number,
  alpha: number,
): number | null {
  const { hits, total, trials } = sample;
  if (total <= 0) return zeroFailureSampleSize(limit, alpha);
  const share = hits / total;
  if (share >= limit) return null;
  const proves = (n: number) => pValueAbove({ hits: share * n, total: n }, limit) <= alpha;
  let high = 1;
  while (!proves(high)) {
    high *= 2;
    if (high > TRIALS_MAX) return null;
  }
  let low = 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (proves(middle)) high = middle;
    else low = middle + 1;
  }
  return Math.ceil((low * trials) / total);
}
