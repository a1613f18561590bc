/** Lets so many through at a time; the others wait in the order in which they came. */
export class Gate {
  readonly #countMax: number;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(countMax: number) {
    this.#countMax = countMax;
  }

  /** `go` runs at once or later. What is returned is called once: at the end, or by whoever does not want to wait any more. */
  enter(go: () => void): () => void {
    if (this.#inside < this.#countMax) {
      this.#inside += 1;
      go();
    } else this.#waiting.add(go);
    return () => {
      if (this.#waiting.delete(go)) return;
      const [next] = this.#waiting;
      if (next === undefined) {
        this.#inside -= 1;
        return;
      }
      this.#waiting.delete(next);
      next();
    };
  }

  /** Nobody who waits is let through any more. */
  close(): void {
    this.#waiting.clear();
  }
}
