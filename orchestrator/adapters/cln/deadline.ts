import type { Timer, Timers } from '../../ports/timers.ts';

/** Something after which nobody waits for answers any more. */
export interface Ending {
  readonly over: boolean;
  /** Rings at the end, unless what is returned is called before. */
  onOver(ring: () => void): () => void;
}

/** Ends when it is told to. */
export class Stop implements Ending {
  readonly #rings = new Set<() => void>();
  over = false;

  stop(): void {
    this.over = true;
    for (const ring of [...this.#rings]) ring();
  }

  onOver(ring: () => void): () => void {
    this.#rings.add(ring);
    return () => this.#rings.delete(ring);
  }
}

/** The end of a call that may need several answers: one timer for all of them. */
export class Deadline extends Stop {
  readonly #timer: Timer;

  constructor(timers: Timers, ms: number) {
    super();
    this.#timer = timers.after(ms, () => this.stop());
  }

  /** Nothing waits for it any more. */
  cancel(): void {
    this.#timer.cancel();
  }
}
