import type { Kernel } from './kernel.ts';

/**
 * The orchestrator's clock: the true time, plus an error that faults put in (F15). Timers run on durations, as those of an
 * operating system do, and a ring that comes too early by the clock is set again.
 */
export class SkewedClock {
  readonly #kernel: Kernel;
  #offsetMs = 0;
  #driftPpm = 0;
  #driftsSinceMs = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Whole ms, as the orchestrator reads it. */
  get nowMs(): number {
    const { nowMs } = this.#kernel;
    if (this.#driftPpm === 0) return nowMs + this.#offsetMs;
    return nowMs + this.#offsetMs + Math.round(((nowMs - this.#driftsSinceMs) * this.#driftPpm) / 1_000_000);
  }

  /** The true moment at which a timer rings that is set now for `atMs` of this clock. */
  ringsAtMs(atMs: number): number {
    return this.#kernel.nowMs + Math.max(0, atMs - this.nowMs);
  }

  /**
   * From now on the clock is `offsetMs` wrong, and goes wrong by `driftPpm` more. 0 and 0: it is set right. It never goes
   * back behind the start of the trial, as no clock of ours goes behind 1970.
   */
  skew(offsetMs: number, driftPpm: number): void {
    this.#offsetMs = Math.max(offsetMs, -this.#kernel.nowMs);
    this.#driftPpm = driftPpm;
    this.#driftsSinceMs = this.#kernel.nowMs;
  }
}
