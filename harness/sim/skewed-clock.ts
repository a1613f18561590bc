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

  /** As the orchestrator reads it: whole ms, but for what happens in the world between two of them. */
  get nowMs(): number {
    const { nowMs } = this.#kernel;
    if (this.#driftPpm === 0) return nowMs + this.#offsetMs;
    return nowMs + this.#offsetMs + Math.round(((nowMs - this.#driftsSinceMs) * this.#driftPpm) / 1_000_000);
  }

  /**
   * The true moment at which a timer rings that is set now for `atMs` of this clock. Not less than a ms, as timers are: one
   * that is set again for what rounding left (1e-13 ms under a clock that drifts) would ring for ever in the same moment.
   */
  ringsAtMs(atMs: number): number {
    const leftMs = atMs - this.nowMs;
    return this.#kernel.nowMs + (leftMs <= 0 ? 0 : Math.max(1, leftMs));
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
