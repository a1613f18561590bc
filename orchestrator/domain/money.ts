import type { Brand } from './brand.ts';

/** Millisatoshi, never negative. Amounts and fees are `bigint` at every edge of the orchestrator. */
export type Msat = Brand<bigint, 'msat'>;

/** All the money there can be: 21 million BTC in msat (BOLT 2 `amount_msat` is a u64; this is tighter). */
export const MSAT_MAX = 2_100_000_000_000_000_000n;

export const ZERO_MSAT = 0n as Msat;

/** @throws RangeError when the value is negative or more than all the money there can be. */
export function msat(value: bigint): Msat {
  if (value < 0n || value > MSAT_MAX) throw new RangeError(`msat must be 0 to ${MSAT_MAX}, got ${value}`);
  return value as Msat;
}

/** An msat amount as a number. @throws RangeError above 2^53 - 1 (90,071 BTC), where a number is no longer exact. */
export function msatToNumber(value: Msat): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} msat does not fit a number exactly`);
  return number;
}

/** `feeMsat ÷ amountMsat` in parts per million; 0 for a zero amount. */
export function feePpm(feeMsat: Msat, amountMsat: Msat): number {
  return amountMsat === 0n ? 0 : Number((feeMsat * 1_000_000_000n) / amountMsat) / 1000;
}
