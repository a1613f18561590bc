import type { Random } from '#chaos/random';
import type { Workload } from '#scenarios/workload-schema';

/**
 * Moments of arrival, rising, in whole virtual ms. Poisson: exponential gaps by inverse transform, summed before they
 * are rounded, so the rate holds above 1,000/s too. `Math.log` is not fixed by the language, but V8 computes it in
 * software (fdlibm), so the same engine gives the same bits on every machine.
 */
export function arrivalTimes(arrivals: Workload['arrivals'], random: Random): () => number {
  if (arrivals.kind === 'burst') {
    let count = 0;
    return () => Math.floor(count++ / arrivals.size) * arrivals.everyMs;
  }
  const meanGapMs = 1000 / arrivals.ratePerS;
  let nowMs = 0;
  return () => {
    nowMs -= Math.log(1 - random.unit()) * meanGapMs;
    return Math.floor(nowMs);
  };
}
