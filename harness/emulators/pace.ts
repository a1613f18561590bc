import { performance } from 'node:perf_hooks';
import type { Kernel } from '../sim/kernel.ts';
import type { Clockwork } from './clockwork.ts';
import { type QuietOptions, quiet } from './quiet.ts';

/** Moves a kernel until it is stopped. */
export interface Pace extends Clockwork {
  stop(): void;
}

/** Node's longest timer. */
const TIMER_MS_MAX = 2_147_483_647;

/**
 * Virtual time follows the wall clock, or runs `factor` times as fast: for clients in other processes. Every call from outside
 * first runs what was due; a timer wakes the kernel for its next event. The timer does not keep the process alive.
 * @throws RangeError for a factor that is no positive number
 */
export function pacedBy(
  factor: number,
  kernel: Kernel,
  wallMs: () => number = () => performance.now(),
): Paced {
  return new Paced(factor, kernel, wallMs);
}

export class Paced implements Pace {
  #factor: number;
  readonly #kernel: Kernel;
  readonly #wallMs: () => number;
  #wallStartMs: number;
  #startMs: number;
  #running = false;
  #stopped = false;
  #timer: NodeJS.Timeout | null = null;
  #ringsForMs = Number.POSITIVE_INFINITY;

  constructor(factor: number, kernel: Kernel, wallMs: () => number) {
    this.#factor = checked(factor);
    this.#kernel = kernel;
    this.#wallMs = wallMs;
    this.#wallStartMs = wallMs();
    this.#startMs = kernel.nowMs;
    this.#setTimer();
  }

  get factor(): number {
    return this.#factor;
  }

  /** From now on. @throws RangeError for a factor that is no positive number */
  set factor(factor: number) {
    checked(factor);
    this.catchUp();
    this.#startMs = this.#dueMs();
    this.#wallStartMs = this.#wallMs();
    this.#factor = factor;
    // The timer that is set counts at the old factor.
    this.#clear();
    this.#setTimer();
  }

  /** Runs what is due within so many ms of virtual time, at once. */
  advance(ms: number): void {
    this.#startMs += ms;
    this.#clear();
    this.catchUp();
  }

  get aheadMs(): number {
    return this.#running || this.#stopped ? 0 : Math.max(0, this.#dueMs() - this.#kernel.nowMs);
  }

  catchUp(): void {
    if (this.#running || this.#stopped) return;
    this.#running = true;
    try {
      this.#kernel.run(this.#dueMs());
    } finally {
      this.#running = false;
      this.#setTimer();
    }
  }

  touched(): void {
    if (!this.#running) this.#setTimer();
  }

  stop(): void {
    this.#stopped = true;
    this.#clear();
  }

  /** Where virtual time should be now; whole ms. */
  #dueMs(): number {
    return this.#startMs + Math.floor((this.#wallMs() - this.#wallStartMs) * this.#factor);
  }

  #setTimer(): void {
    const { nextAtMs } = this.#kernel;
    if (this.#stopped || nextAtMs === Number.POSITIVE_INFINITY || nextAtMs >= this.#ringsForMs) return;
    this.#clear();
    this.#ringsForMs = nextAtMs;
    const inMs = (nextAtMs - this.#startMs) / this.#factor - (this.#wallMs() - this.#wallStartMs);
    this.#timer = setTimeout(
      () => {
        this.#clear();
        this.catchUp();
      },
      Math.min(TIMER_MS_MAX, Math.max(0, Math.ceil(inMs))),
    );
    this.#timer.unref();
  }

  #clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#ringsForMs = Number.POSITIVE_INFINITY;
  }
}

function checked(factor: number): number {
  if (factor > 0 && Number.isFinite(factor)) return factor;
  throw new RangeError(`time cannot run ${factor} times as fast as the wall clock`);
}

/**
 * Virtual time stands still while anything is said on a socket of this process, and jumps from event to event otherwise: for
 * runs and tests, where client and server live together. Same seed, same order of events, as far as sockets keep theirs.
 */
export class Stepwise implements Pace {
  readonly aheadMs = 0;
  readonly #kernel: Kernel;
  readonly #options: QuietOptions;
  #isDirty = true;
  #stopped = false;

  constructor(kernel: Kernel, options: QuietOptions = {}) {
    this.#kernel = kernel;
    this.#options = options;
  }

  catchUp(): void {
    // Time moves in `run` only.
  }

  touched(): void {
    this.#isDirty = true;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Waits until no socket of this process says anything. @throws NeverQuiet */
  async quiet(): Promise<void> {
    await quiet(this.#wasTouched, this.#options);
  }

  /**
   * Runs all that is due until then, one moment after the other; between two moments everything that was said is heard and
   * answered. Whoever calls an adapter, or has a timer call one, says so with `touched`.
   * @throws NeverQuiet
   */
  async run(untilMs: number): Promise<void> {
    const kernel = this.#kernel;
    // Whoever calls may have asked something just now.
    this.#isDirty = true;
    while (!this.#stopped) {
      if (this.#isDirty) await this.quiet();
      const { nextAtMs } = kernel;
      if (nextAtMs > untilMs) break;
      kernel.run(nextAtMs);
    }
    if (!this.#stopped) kernel.run(untilMs);
  }

  /** Runs until the promise is settled; what waits for an answer that never comes ends at `untilMs`. @throws NeverQuiet */
  async until<Value>(promise: Promise<Value>, untilMs: number): Promise<Value> {
    const kernel = this.#kernel;
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    promise.then(settled, settled);
    this.#isDirty = true;
    while (!this.#stopped) {
      if (this.#isDirty) await this.quiet();
      if (isSettled) break;
      const { nextAtMs } = kernel;
      if (nextAtMs > untilMs)
        throw new Error(`nothing more happens until ${untilMs} ms, and what was waited for has not come`);
      kernel.run(nextAtMs);
    }
    return promise;
  }

  readonly #wasTouched = (): boolean => {
    const was = this.#isDirty;
    this.#isDirty = false;
    return was;
  };
}
