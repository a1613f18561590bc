import type { Random } from '#chaos/random';

export interface LatencyRange {
  readonly min: number;
  readonly max: number;
}

/** How long one message takes over one hop, both commitments included: uniform, whole milliseconds. */
export class Latency {
  readonly #random: Random;
  readonly #min: number;
  readonly #width: number;

  constructor(random: Random, range: LatencyRange) {
    if (!(range.min >= 0 && range.max >= range.min))
      throw new RangeError(`hop latency must be 0 <= min <= max ms, got ${range.min} to ${range.max}`);
    this.#random = random;
    this.#min = range.min;
    this.#width = Math.floor(range.max - range.min) + 1;
  }

  hopMs(): number {
    return this.#min + Math.floor((this.#random.uint32() / 4_294_967_296) * this.#width);
  }
}
