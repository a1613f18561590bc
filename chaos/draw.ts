import type { Trigger, TriggerEvent } from './fault.ts';
import type { Random } from './random.ts';

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.between(0, from.length - 1)] as T;
}

/**
 * A window inside the horizon: it begins in the first 60 % (later there is little left to disturb) and takes between
 * `minPct` and `maxPct` of the horizon, cut off at its end.
 */
export function drawWindow(
  random: Random,
  horizonMs: number,
  minPct: number,
  maxPct: number,
): { atMs: number; durMs: number } {
  const atMs = random.between(0, Math.floor(horizonMs * 0.6));
  const durMs = Math.floor((horizonMs * random.between(minPct, maxPct)) / 100);
  return { atMs, durMs: Math.min(durMs, horizonMs - atMs) };
}

/**
 * A trigger soon after the fault is armed. The wait spreads over 0 to 150 ms: in that window after a send a killed LND,
 * Eclair or LDK leaves records that never end (lnd-observed.md §5a, eclair-observed.md §1, ldk-observed.md §1).
 */
export function drawTrigger(random: Random, event: TriggerEvent): Trigger {
  return { event, nth: random.between(1, 4), afterMs: random.between(0, 150) };
}
