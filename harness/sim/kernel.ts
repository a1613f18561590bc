/** What runs when an event is due. `a` and `b` are the two 32-bit integers given to `schedule`. */
export type Handler = (a: number, b: number) => void;

export interface KernelOptions {
  /** Events that one kernel may run before it says that the simulation goes round in circles. */
  readonly stepsMax?: number;
}

/** The livelock guard: events kept coming and nothing ended. */
export class StepBudgetSpent extends Error {
  override readonly name = 'StepBudgetSpent';
}

const FIRST_CAPACITY = 1024;

/**
 * The one event queue of a trial: ordered by (time, sequence), so that equal times run in the order in which they were
 * scheduled. A 4-ary heap on typed arrays; no event allocates. Handlers are registered once and named by index, because a
 * closure per event would cost more than the event. Times are milliseconds as float64, starting at 0.
 */
export class Kernel {
  readonly #stepsMax: number;
  readonly #handlers: Handler[] = [];
  #nowMs = 0;
  #size = 0;
  #nextSeq = 0;
  #steps = 0;
  #time = new Float64Array(FIRST_CAPACITY);
  #seq = new Float64Array(FIRST_CAPACITY);
  /** A permutation: the first `#size` places name payload rows in use in heap order, the rest name free rows. */
  #row = Int32Array.from({ length: FIRST_CAPACITY }, (_, index) => index);
  #handler = new Int32Array(FIRST_CAPACITY);
  #a = new Int32Array(FIRST_CAPACITY);
  #b = new Int32Array(FIRST_CAPACITY);

  constructor(options: KernelOptions = {}) {
    this.#stepsMax = options.stepsMax ?? 1_000_000_000;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Events that wait. */
  get pending(): number {
    return this.#size;
  }

  /** Events run since the start. */
  get steps(): number {
    return this.#steps;
  }

  /** When the next event is due, in ms; `Infinity` when none waits. */
  get nextAtMs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#time[0];
  }

  register(handler: Handler): number {
    this.#handlers.push(handler);
    return this.#handlers.length - 1;
  }

  /**
   * Runs `handler(a, b)` at `atMs`; returns the sequence number of the event. There is no cancel: carry a stamp in `b` and
   * ignore what is out of date.
   * @throws RangeError for a time in the past, a handler that was never registered, or a value that is no 32-bit integer.
   */
  schedule(atMs: number, handler: number, a: number, b: number): number {
    if (!(atMs >= this.#nowMs) || atMs === Number.POSITIVE_INFINITY)
      throw new RangeError(`kernel: an event at ${atMs} ms cannot be scheduled at ${this.#nowMs} ms`);
    if ((a | 0) !== a || (b | 0) !== b)
      throw new RangeError(`kernel: event values must be 32-bit integers, got ${a} and ${b}`);
    if (handler < 0 || handler >= this.#handlers.length)
      throw new RangeError(`kernel: handler ${handler} was never registered`);
    if (this.#size === this.#time.length) this.#grow();
    const time = this.#time;
    const order = this.#seq;
    const rows = this.#row;
    const seq = this.#nextSeq++;
    let at = this.#size++;
    const row = rows[at];
    // A new event has the highest sequence number, so on equal times it never rises.
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if (time[parent] <= atMs) break;
      time[at] = time[parent];
      order[at] = order[parent];
      rows[at] = rows[parent];
      at = parent;
    }
    time[at] = atMs;
    order[at] = seq;
    rows[at] = row;
    this.#handler[row] = handler;
    this.#a[row] = a;
    this.#b[row] = b;
    return seq;
  }

  /** Runs everything due up to and including `untilMs`, and leaves the clock there. Returns the number of events. */
  run(untilMs: number): number {
    const before = this.#steps;
    while (this.#size > 0 && this.#time[0] <= untilMs) this.#step();
    if (untilMs > this.#nowMs && untilMs !== Number.POSITIVE_INFINITY) this.#nowMs = untilMs;
    return this.#steps - before;
  }

  /**
   * Runs until nothing waits; the clock stays at the last event. Returns the number of events.
   * @throws StepBudgetSpent after `limit` events: something schedules itself for ever (blocks do).
   */
  runUntilIdle(limit: number): number {
    const before = this.#steps;
    while (this.#size > 0) {
      if (this.#steps - before >= limit) throw this.#spent(`runUntilIdle: not idle after ${limit} events`);
      this.#step();
    }
    return this.#steps - before;
  }

  #step(): void {
    if (this.#steps >= this.#stepsMax) throw this.#spent(`the budget of ${this.#stepsMax} events is spent`);
    this.#steps++;
    const row = this.#row[0];
    this.#nowMs = this.#time[0];
    this.#removeFirst(row);
    this.#handlers[this.#handler[row]](this.#a[row], this.#b[row]);
  }

  #removeFirst(freedRow: number): void {
    const time = this.#time;
    const order = this.#seq;
    const rows = this.#row;
    const size = --this.#size;
    const lastTime = time[size];
    const lastSeq = order[size];
    const lastRow = rows[size];
    rows[size] = freedRow;
    if (size === 0) return;
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= size) break;
      const end = Math.min(first + 4, size);
      let least = first;
      let leastTime = time[first];
      for (let child = first + 1; child < end; child++) {
        const childTime = time[child];
        if (childTime < leastTime || (childTime === leastTime && order[child] < order[least])) {
          least = child;
          leastTime = childTime;
        }
      }
      if (leastTime > lastTime || (leastTime === lastTime && order[least] > lastSeq)) break;
      time[at] = leastTime;
      order[at] = order[least];
      rows[at] = rows[least];
      at = least;
    }
    time[at] = lastTime;
    order[at] = lastSeq;
    rows[at] = lastRow;
  }

  #grow(): void {
    const was = this.#time.length;
    const now = was * 2;
    const grown = <Column extends Float64Array | Int32Array>(column: Column, wider: Column): Column => {
      wider.set(column);
      return wider;
    };
    this.#time = grown(this.#time, new Float64Array(now));
    this.#seq = grown(this.#seq, new Float64Array(now));
    this.#row = grown(this.#row, new Int32Array(now));
    this.#handler = grown(this.#handler, new Int32Array(now));
    this.#a = grown(this.#a, new Int32Array(now));
    this.#b = grown(this.#b, new Int32Array(now));
    for (let index = was; index < now; index++) this.#row[index] = index;
  }

  #spent(what: string): StepBudgetSpent {
    return new StepBudgetSpent(
      `kernel: ${what}, at ${this.#nowMs} ms with ${this.#size} events waiting; next is handler ${this.#handler[this.#row[0]]}. ` +
        'Either something schedules itself without end, or the trial is larger than its budget.',
    );
  }
}
