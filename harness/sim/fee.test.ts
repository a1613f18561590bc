import fc from 'fast-check';
import { expect, it } from 'vitest';
import { forwardingFee } from './fee.ts';

it('is base + floor(amount × ppm ÷ 10^6), exact for every amount a network can hold', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 0, max: 2_000_000_000 }), fc.maxSafeNat()),
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.integer({ min: 0, max: 100_000 }),
      (amount, ppm, base) => {
        const exact = BigInt(base) + (BigInt(amount) * BigInt(ppm)) / 1_000_000n;
        fc.pre(exact <= BigInt(Number.MAX_SAFE_INTEGER));
        expect(BigInt(forwardingFee(amount, base, ppm))).toBe(exact);
      },
    ),
    { numRuns: 2000, seed: 1 },
  );
  expect(forwardingFee(2_000_000_000_000, 1000, 999_999)).toBe(1_999_998_001_000);
});
