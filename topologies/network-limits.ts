/** BOLT 2 recommends a channel reserve of 1 % of the capacity; whole msat, rounded down. */
export function defaultReserveMsat(capacityMsat: number): number {
  return Math.floor(capacityMsat / 100);
}

/** BOLT 2: `max_accepted_htlcs` must not be above 483. */
export const HTLC_SLOTS_MAX = 483;

/** The largest capacity whose msat are still an exact number: floor((2^53 - 1) / 1000). */
export const CAPACITY_SAT_MAX = 9_007_199_254_740;
