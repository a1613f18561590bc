import type { Msat } from '../../domain/money.ts';

/** The two fields of `payinvoice` that bound the fee. */
export interface FeeCap {
  /** A whole number of satoshi: anything else is 400 (eclair-observed.md §5). */
  readonly maxFeeFlatSat: bigint;
  readonly maxFeePct: number;
}

const BETWEEN_MSAT = 0.25;
/** 2,814 BTC. Above it a double no longer tells a quarter of an msat after four roundings: whole satoshi are left. */
const EXACT_BELOW_MSAT = 1n << 48n;

/**
 * The fields under which Eclair pays at most this fee, and exactly this one still. It accepts a fee up to the larger of
 * both (adapters.md §5.2; eclair-observed.md §5), and one that is left out has a default of its own: 21 sat, 3 %.
 *
 * The flat part is the whole satoshi of the cap, so it never allows more. The rest is done by the percentage, which
 * Eclair reads as a double and uses as ⌊amount × (pct ÷ 100)⌋ msat (`RouteParams.getMaxFee`, `MilliSatoshi.*`). A
 * percentage of the fee alone may come out one msat short; a quarter more than the fee does not, nor does it reach the
 * next msat, however it is rounded.
 */
export function feeCap(feeLimitMsat: Msat, amountMsat: Msat): FeeCap {
  const maxFeeFlatSat = feeLimitMsat / 1000n;
  if (amountMsat === 0n || feeLimitMsat >= EXACT_BELOW_MSAT) return { maxFeeFlatSat, maxFeePct: 0 };
  const wishMsat = Number(feeLimitMsat) + BETWEEN_MSAT;
  return { maxFeeFlatSat, maxFeePct: (100 * wishMsat) / Number(amountMsat) };
}
