/** When which records of a node changed: what "my payments since" is answered from. */
export class RecordChanges {
  readonly #forgetAfterMs: number | null;
  #atMs: number[] = [];
  #hashes: string[] = [];
  /** Changes before this one are forgotten. */
  #oldest = 0;

  /** `forgetAfterMs` null: nothing is forgotten. */
  constructor(forgetAfterMs: number | null) {
    this.#forgetAfterMs = forgetAfterMs;
  }

  add(nowMs: number, hash: string): void {
    this.#atMs.push(nowMs);
    this.#hashes.push(hash);
    if (this.#forgetAfterMs !== null) this.#forget(nowMs - this.#forgetAfterMs);
  }

  /** Hashes whose record changed at that moment or later, in the order of their first change since. */
  since(ms: number): ReadonlySet<string> {
    let from = this.#atMs.length;
    while (from > this.#oldest && this.#atMs[from - 1] >= ms) from--;
    return new Set(this.#hashes.slice(from));
  }

  #forget(beforeMs: number): void {
    while (this.#oldest < this.#atMs.length && this.#atMs[this.#oldest] < beforeMs) this.#oldest++;
    // Copied together once half of it is forgotten.
    if (this.#oldest * 2 < this.#atMs.length || this.#oldest < SMALLEST_COPY) return;
    this.#atMs = this.#atMs.slice(this.#oldest);
    this.#hashes = this.#hashes.slice(this.#oldest);
    this.#oldest = 0;
  }
}

const SMALLEST_COPY = 1_024;
