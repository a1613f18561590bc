import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Msat } from '../../domain/money.ts';
import { feeCap } from './fee-cap.ts';

/** What Eclair accepts, as its source computes it: `maxFeeFlat.max((amount × (pct / 100)).toLong)`. */
function acceptsUpTo(amountMsat: bigint, feeLimitMsat: bigint): bigint {
  const { maxFeeFlatSat, maxFeePct } = feeCap(feeLimitMsat as Msat, amountMsat as Msat);
  const flatMsat = maxFeeFlatSat * 1000n;
  const pct = Number.parseFloat(`${maxFeePct}`);
  const sharedMsat = BigInt(Math.trunc(Number(amountMsat) * (pct / 100)));
  return flatMsat > sharedMsat ? flatMsat : sharedMsat;
}

const MSAT_OF_A_COIN = 100_000_000_000n;
const amount = fc.oneof(
  fc.bigInt({ min: 1n, max: 100_000n }),
  fc.bigInt({ min: 1n, max: 1000n * MSAT_OF_A_COIN }),
  fc.bigInt({ min: 1n, max: 2_100_000_000_000_000_000n }),
);
const limit = fc.oneof(
  fc.bigInt({ min: 0n, max: 5000n }),
  fc.bigInt({ min: 0n, max: MSAT_OF_A_COIN }),
  fc.bigInt({ min: 0n, max: (1n << 48n) - 1n }),
);

describe('the fee cap of Eclair', () => {
  it('is the limit itself, to the msat: no fee above passes, none up to it is refused', () => {
    fc.assert(
      fc.property(amount, limit, (amountMsat, feeLimitMsat) => {
        expect(acceptsUpTo(amountMsat, feeLimitMsat)).toBe(feeLimitMsat);
      }),
      { numRuns: 20_000 },
    );
  });

  it('never allows more, whatever the limit and however the percentage is rounded', () => {
    fc.assert(
      fc.property(amount, fc.bigInt({ min: 0n, max: 1n << 61n }), (amountMsat, feeLimitMsat) => {
        expect(acceptsUpTo(amountMsat, feeLimitMsat)).toBeLessThanOrEqual(feeLimitMsat);
        const { maxFeePct } = feeCap(feeLimitMsat as Msat, amountMsat as Msat);
        expect(BigInt(Math.round(Number(amountMsat) * (maxFeePct / 100)))).toBeLessThanOrEqual(feeLimitMsat);
      }),
      { numRuns: 5000 },
    );
  });

  it('as it was seen: 21 sat on 100,000 sat, and nothing for nothing', () => {
    expect(feeCap(21_000n as Msat, 100_000_000n as Msat)).toEqual({
      maxFeeFlatSat: 21n,
      maxFeePct: 0.02100025,
    });
    expect(acceptsUpTo(100_000_000n, 20_999n)).toBe(20_999n);
    expect(acceptsUpTo(1n, 0n)).toBe(0n);
  });
});
