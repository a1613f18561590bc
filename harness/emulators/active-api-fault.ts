import type { Timer } from '#orchestrator/ports/timers';
import type { ApiFault } from './api-fault-schema.ts';

/** A fault that is on. */
export interface ActiveApiFault {
  readonly fault: ApiFault;
  /** Ordinal of its node. */
  readonly node: number;
  /** Since when; ms of the network's clock. */
  readonly sinceMs: number;
  /** Calls or events that it looked at, and that it struck. */
  seen: number;
  struck: number;
  /** Where it has phases (flap, a stream that is down): whether it is in the one that strikes. */
  isDown: boolean;
  /** Where it counts within something: calls of a throttled window, events that are still to be skipped. */
  counted: number;
  /** Start of that window, or when a slow line is free again. */
  markMs: number;
  timer: Timer | null;
}
