const PPM = 1_000_000;
/** Below this a product divided by 10^6 cannot round up to the next whole number. */
const PRODUCT_SAFE = 2 ** 50;

/** What a node takes to forward `amountMsat` over its channel: base + floor(amount × ppm ÷ 10^6), exact (BOLT 7). */
export function forwardingFee(amountMsat: number, feeBaseMsat: number, feePpm: number): number {
  const product = amountMsat * feePpm;
  if (product < PRODUCT_SAFE) return feeBaseMsat + Math.floor(product / PPM);
  const rest = amountMsat % PPM;
  const small = rest * feePpm;
  return feeBaseMsat + ((amountMsat - rest) / PPM) * feePpm + (small - (small % PPM)) / PPM;
}
