import { MSAT_MAX, type Msat } from '../../domain/money.ts';
import { msatOf, objectsOf } from './fields.ts';
import type { Json, JsonObject } from './json.ts';

export interface Spendable {
  readonly totalMsat: Msat;
  readonly largestMsat: Msat;
}

/** What the channels of `listpeerchannels` can send now; null: not an answer that can be read. */
export function spendableOf(result: Json): Spendable | null {
  const channels = objectsOf(result, 'channels');
  if (channels === null) return null;
  let total = 0n;
  let largest = 0n;
  for (const channel of channels) {
    if (!isUsable(channel)) continue;
    const spendable = msatOf(channel, 'spendable_msat') ?? 0n;
    total += spendable;
    if (spendable > largest) largest = spendable;
  }
  return total > MSAT_MAX ? null : { totalMsat: total as Msat, largestMsat: largest as Msat };
}

/** adapters.md §4.2; `reestablished` is told since v24.02. */
function isUsable({ state, peer_connected, reestablished }: JsonObject): boolean {
  return state === 'CHANNELD_NORMAL' && peer_connected === true && reestablished !== false;
}
