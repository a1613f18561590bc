import { describe, expect, it } from 'vitest';
import { lowerBound, pValueAbove, pValueAtMost, upperBound } from './clopper-pearson.ts';
import { clusterQuantile } from './cluster-quantile.ts';
import { holmRejects } from './holm.ts';
import { lowerRank, upperRank } from './order-statistics.ts';
import { trialsNeeded, zeroFailureSampleSize } from './sample-size.ts';

// gates-and-evidence.md §E.1 and §E.2.
describe('the tables of the reference', () => {
  it('zero-failure sample sizes', () => {
    const table = [
      [0.05, [45, 59, 90, 135]],
      [0.01, [230, 299, 459, 688]],
      [0.005, [460, 598, 919, 1_379]],
      [0.001, [2_302, 2_995, 4_603, 6_905]],
      [0.0001, [23_025, 29_956, 46_050, 69_075]],
    ] as const;
    for (const [rate, sizes] of table)
      expect([0.1, 0.05, 0.01, 0.001].map((alpha) => zeroFailureSampleSize(rate, alpha))).toEqual(sizes);
  });

  it('sample sizes with c failures at 95 %', () => {
    const smallest = (hits: number, limit: number) => {
      let total = Math.max(1, zeroFailureSampleSize(limit, 0.05));
      while (pValueAbove({ hits, total }, limit) > 0.05) total++;
      return total;
    };
    expect([0, 1, 2, 3, 4, 5].map((c) => smallest(c, 0.01))).toEqual([299, 473, 628, 773, 913, 1_049]);
    expect([0, 1, 5].map((c) => smallest(c, 0.001))).toEqual([2_995, 4_742, 10_511]);
  });

  it('0 of 3,000 is at most 0.000998', () => {
    expect(upperBound({ hits: 0, total: 3_000 }, 0.05)).toBeCloseTo(0.000998, 6);
  });

  it('ranks that bound p95, p99 and p99.9', () => {
    const table = [
      [58, [null, null, null]],
      [59, [59, null, null]],
      [100, [99, null, null]],
      [298, [290, null, null]],
      [299, [291, 299, null]],
      [1_000, [962, 996, null]],
      [3_000, [2_870, 2_980, 3_000]],
      [10_000, [9_537, 9_917, 9_996]],
    ] as const;
    for (const [n, ranks] of table)
      expect([0.95, 0.99, 0.999].map((q) => upperRank(n, q, 0.95))).toEqual(ranks);
    expect(lowerRank(59, 0.05, 0.95)).toBe(1);
    expect(lowerRank(58, 0.05, 0.95)).toBeNull();
  });
});

describe('bounds and p-values are two views of one test', () => {
  it('the bound is where the p-value is alpha', () => {
    for (const sample of [
      { hits: 0, total: 40 },
      { hits: 3.4, total: 212.7 },
      { hits: 40, total: 40 },
    ]) {
      const upper = upperBound(sample, 0.05);
      const lower = lowerBound(sample, 0.05);
      if (upper < 1) expect(pValueAbove(sample, upper)).toBeCloseTo(0.05, 9);
      if (lower > 0) expect(pValueAtMost(sample, lower)).toBeCloseTo(0.05, 9);
    }
    expect(upperBound({ hits: 0, total: 0 }, 0.05)).toBe(1);
    expect(lowerBound({ hits: 0, total: 0 }, 0.05)).toBe(0);
  });

  it('a quantile of one value a trial is bounded by the order statistic', () => {
    const values = Array.from({ length: 100 }, (_, index) => [((index * 37) % 100) + 1]);
    expect(clusterQuantile(values, 0.95, 0.05)).toEqual({
      trials: 100,
      values: 100,
      estimate: 95,
      upper: 99,
    });
    expect(clusterQuantile(values.slice(0, 58), 0.95, 0.05).upper).toBeNull();
    expect(clusterQuantile([[], []], 0.95, 0.05)).toEqual({
      trials: 0,
      values: 0,
      estimate: null,
      upper: null,
    });
  });

  it('many values in few trials do not stand in for trials', () => {
    const few = Array.from({ length: 20 }, () => Array.from({ length: 500 }, (_, index) => index));
    expect(clusterQuantile(few, 0.95, 0.05).upper).toBeNull();
  });
});

describe('how many more', () => {
  it('grows with the estimate and is null when the estimate is over the limit', () => {
    expect(trialsNeeded({ hits: 0, total: 10, trials: 10 }, 0.01, 0.05)).toBe(299);
    expect(trialsNeeded({ hits: 0, total: 0, trials: 0 }, 0.01, 0.05)).toBe(299);
    const needed = trialsNeeded({ hits: 1, total: 200, trials: 100 }, 0.01, 0.05);
    expect(needed).toBeGreaterThan(299);
    expect(pValueAbove({ hits: needed! * 0.01, total: needed! * 2 }, 0.01)).toBeLessThanOrEqual(0.05);
    expect(trialsNeeded({ hits: 2, total: 100, trials: 100 }, 0.01, 0.05)).toBeNull();
  });

  it('Holm stops at the first that is not small enough', () => {
    expect(holmRejects([0.004, 0.03, 0.001, 0.9], 0.01)).toEqual([false, false, true, false]);
    expect(holmRejects([0, 0.003, 0.001], 0.01)).toEqual([true, true, true]);
    expect(holmRejects([], 0.01)).toEqual([]);
  });
});
