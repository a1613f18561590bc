import { describe, expect, it } from 'vitest';
import { incompleteBeta, inverseIncompleteBeta } from './beta.ts';
import { logGamma } from './log-gamma.ts';
import { studentCdf, studentQuantile } from './student-t.ts';

/** P(Binomial(n, p) ≤ k) as a plain sum: an independent way to the same number. */
function binomialSum(k: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let sum = term;
  for (let hits = 1; hits <= k; hits++) {
    term *= ((n - hits + 1) / hits) * (p / (1 - p));
    sum += term;
  }
  return sum;
}

describe('incomplete beta', () => {
  it('agrees with binomial sums to 1e-10', () => {
    for (const [k, n, p] of [
      [0, 59, 0.05],
      [3, 100, 0.02],
      [40, 100, 0.4],
      [8, 299, 0.01],
      [12, 3_000, 0.002],
    ] as const)
      expect(Math.abs(incompleteBeta(1 - p, n - k, k + 1) - binomialSum(k, n, p))).toBeLessThan(1e-10);
  });

  it('is undone by its inverse, for fractional and for large shapes', () => {
    for (const [a, b] of [
      [0.5, 0.5],
      [1, 3_000],
      [2.37, 411.9],
      [9_000, 21_000],
      [0.05, 50],
    ] as const)
      for (const p of [0.001, 0.05, 0.5, 0.95, 0.999])
        expect(Math.abs(incompleteBeta(inverseIncompleteBeta(p, a, b), a, b) - p)).toBeLessThan(1e-10);
  });

  it('refuses what has no meaning', () => {
    expect(() => incompleteBeta(0.5, 0, 1)).toThrow(/shapes/);
    expect(() => incompleteBeta(1.1, 1, 1)).toThrow(/0 to 1/);
    expect(() => logGamma(0)).toThrow(/x > 0/);
  });

  it('knows Γ and Student’s t from tables', () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(studentQuantile(0.95, 10)).toBeCloseTo(1.812461, 6);
    expect(studentQuantile(0.025, 1)).toBeCloseTo(-12.706205, 5);
    expect(studentCdf(studentQuantile(0.9, 7), 7)).toBeCloseTo(0.9, 10);
  });
});
