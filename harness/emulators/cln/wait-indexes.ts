import type { WireObject } from './wire-json.ts';

export const SUBSYSTEMS = [
  'invoices',
  'forwards',
  'sendpays',
  'htlcs',
  'chainmoves',
  'channelmoves',
  'networkevents',
] as const;
export const INDEX_NAMES = ['created', 'updated', 'deleted'] as const;
export type Subsystem = (typeof SUBSYSTEMS)[number];
export type IndexName = (typeof INDEX_NAMES)[number];

const PAYMENT_CHANGES = 'sendpays updated';

interface Waiter {
  readonly next: number;
  readonly answer: (result: WireObject) => void;
}

/** The counters that `wait` waits for: every creation, change and deletion moves one on (`lightningd/wait.c`). */
export class WaitIndexes {
  readonly #values = new Map<string, number>();
  readonly #waiters = new Map<string, Waiter[]>();
  /** Changes of payments that nobody who waits has been told of. */
  #untold: { readonly value: number; readonly details: WireObject }[] = [];

  /**
   * Moves a counter on and answers whoever waits for it. Returns the new value. Who waits for a change of a payment hears of
   * it with `tell`, as on every other event stream: it may come late, or not at all.
   */
  bump(subsystem: Subsystem, name: IndexName, details: WireObject): number {
    const key = `${subsystem} ${name}`;
    const value = (this.#values.get(key) ?? 0) + 1;
    this.#values.set(key, value);
    if (key === PAYMENT_CHANGES) this.#untold.push({ value, details });
    else this.#answer(subsystem, name, value, details);
    return value;
  }

  /** The daemon tells of its payments. */
  tell(): void {
    for (const { value, details } of this.#untold.splice(0))
      this.#answer('sendpays', 'updated', value, details);
  }

  #answer(subsystem: Subsystem, name: IndexName, value: number, details: WireObject): void {
    const key = `${subsystem} ${name}`;
    const waiting = this.#waiters.get(key);
    if (waiting === undefined) return;
    const due = waiting.filter(({ next }) => next <= value);
    if (due.length === 0) return;
    this.#waiters.set(
      key,
      waiting.filter(({ next }) => next > value),
    );
    for (const { answer } of due) answer({ subsystem, [name]: value, [subsystem]: details });
  }

  /** `wait`: at once when the counter is there already, then without details. */
  wait(subsystem: Subsystem, name: IndexName, next: number, answer: (result: WireObject) => void): void {
    const key = `${subsystem} ${name}`;
    const value = this.#values.get(key) ?? 0;
    if (value >= next) {
      answer({ subsystem, [name]: value });
      return;
    }
    const waiting = this.#waiters.get(key);
    if (waiting === undefined) this.#waiters.set(key, [{ next, answer }]);
    else waiting.push({ next, answer });
  }

  /** The daemon died: nobody waits any more. The counters are in its database. */
  forgetWaiters(): void {
    this.#waiters.clear();
  }
}
