import fc from 'fast-check';
import type { TrialPlan } from '#harness/sim/trial-plan';

export interface TimingGenes {
  readonly stormMs: number;
  readonly blockMeanMs: number;
  readonly hopMs: TrialPlan['latency']['hopMs'];
  readonly apiMs: TrialPlan['latency']['apiMs'];
  readonly diskMs: TrialPlan['latency']['diskMs'];
}

const range = (...ranges: readonly (readonly [min: number, max: number])[]) =>
  fc.constantFrom(...ranges.map(([min, max]) => ({ min, max })));

export const timingGenes: fc.Arbitrary<TimingGenes> = fc.record({
  stormMs: fc.integer({ min: 5_000, max: 25_000 }),
  blockMeanMs: fc.constantFrom(5_000, 60_000, 600_000),
  hopMs: range([1, 5], [20, 120], [50, 300]),
  apiMs: range([1, 1], [1, 10], [5, 100]),
  diskMs: range([0, 0], [1, 5], [5, 50]),
});

/**
 * The heal phase is not drawn: liveness is a promise with numbers, and these are the shipped pilots'. But L03: on a network
 * this small the only payer is often out of liquidity, and the intent rightly waits until its deadline.
 */
export function timingOf({ stormMs, blockMeanMs }: TimingGenes): TrialPlan['timing'] {
  const boundsMs = { L01: 45_000, L03: 45_000, L04: 20_000, L05: 10_000, L06: 45_000 };
  return { stormMs, quietMs: 60_000, blockMeanMs, boundsMs };
}
