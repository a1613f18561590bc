/** What travels over a channel: a new HTLC, or news of how one ended. */
export type HtlcMessage = 'add' | 'settle' | 'fail';

/**
 * What faults do to messages between channel peers. The switch asks only while one is on: `null` there costs the hot path
 * one comparison.
 */
export interface HtlcStrikes {
  /**
   * A message about `part` reaches node `to`. 0: nothing happens. Above 0: it is kept back for so many ms, then asked
   * about again. Below 0 (adds only): `to` fails the HTLC with the onion failure of that number.
   */
  arriving(message: HtlcMessage, from: number, to: number, part: number, stamp: number): number;
}
