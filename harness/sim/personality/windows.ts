import type { Random } from '#chaos/random';

/** A span of whole ms. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

export function draw(random: Random, { min, max }: Span): number {
  return random.between(min, max);
}

/**
 * Status writes not older than this are lost with the power (`loseUnsynced`): databases sync within tens of ms. Before an
 * HTLC is committed everything about it is synced, in every daemon, so nothing that moves money is ever lost this way; the
 * daemon learns the end from its channel again after the start.
 */
export const UNSYNCED_MS = 40;
/** When a daemon that has started has read its channels and followed up old payments: 1.2 s p50, 2.1 s max (lnd-observed.md §5a). */
export const FOLLOW_UP_MS: Span = { min: 200, max: 2_100 };
