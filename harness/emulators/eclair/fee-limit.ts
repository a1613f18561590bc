/** Defaults of Eclair's `reference.conf` (adapters.md §5.2). */
export const MAX_FEE_FLAT_SAT = 21;
export const MAX_FEE_PCT = 3;

/** msat. Flat OR percent; the second as Eclair computes it, on doubles. */
export function feeLimit(amountMsat: number, flatSat: number, pct: number): number {
  return Math.max(flatSat * 1000, Math.trunc(amountMsat * (pct / 100)));
}

export function defaultFeeLimit(amountMsat: number): number {
  return feeLimit(amountMsat, MAX_FEE_FLAT_SAT, MAX_FEE_PCT);
}
