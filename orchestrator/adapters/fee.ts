import { MSAT_MAX, type Msat } from '../domain/money.ts';

/** A fee as a daemon gives it; null where it is not known or cannot be one. A wrong figure must not stop a settlement. */
export function feeOrUnknown(feeMsat: bigint | null): Msat | null {
  return feeMsat === null || feeMsat < 0n || feeMsat > MSAT_MAX ? null : (feeMsat as Msat);
}
