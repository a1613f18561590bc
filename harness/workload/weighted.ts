import type { Random } from '#chaos/random';

/** Draws entries in the ratio of their whole weights; entries of weight 0 never come. */
export class Weighted<T> {
  readonly #entries: readonly T[];
  readonly #upTo: readonly number[];
  readonly #total: number;

  /** @throws RangeError when all weights are 0. */
  constructor(entries: readonly T[], weightOf: (entry: T) => number) {
    const upTo: number[] = [];
    let total = 0;
    for (const entry of entries) {
      total += weightOf(entry);
      upTo.push(total);
    }
    if (total <= 0) throw new RangeError('at least one weight must be above 0');
    this.#entries = entries;
    this.#upTo = upTo;
    this.#total = total;
  }

  draw(random: Random): T {
    const at = random.between(1, this.#total);
    let index = 0;
    while (this.#upTo[index]! < at) index += 1;
    return this.#entries[index]!;
  }
}
