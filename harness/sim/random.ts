import { hash } from 'node:crypto';
import type { Random } from '#chaos/random';

const TWO_32 = 4_294_967_296;
const TWO_53 = 9_007_199_254_740_992;

/**
 * A stream for a seed. `42n` and `'42'` are the same seed. The generator is sfc32 (PractRand, 128 bits of state), keyed by
 * SHA-256 of the seed; a fork is keyed by SHA-256 of (this stream's key, label), so it does not depend on draws.
 */
export function seededRandom(seed: bigint | string): Random {
  return new Sfc32(hash('sha256', `fulgurite seed ${seed}`, 'hex'));
}

/**
 * A 64-bit seed as a decimal text, from a root seed and labels (for example scenario and index). Labels are length-prefixed:
 * ('ab', 'c') and ('a', 'bc') differ.
 */
export function deriveSeed(root: string, ...labels: readonly (string | number)[]): string {
  const parts = [root, ...labels].map((label) => `${String(label).length}:${label}`);
  return BigInt(`0x${hash('sha256', parts.join(','), 'hex').slice(0, 16)}`).toString();
}

class Sfc32 implements Random {
  readonly #key: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(key: string) {
    this.#key = key;
    this.#a = Number.parseInt(key.slice(0, 8), 16) | 0;
    this.#b = Number.parseInt(key.slice(8, 16), 16) | 0;
    this.#c = Number.parseInt(key.slice(16, 24), 16) | 0;
    // The author's seeding rule: 12 rounds before the first value is used.
    for (let round = 0; round < 12; round++) this.uint32();
  }

  fork(label: string): Random {
    return new Sfc32(hash('sha256', `${this.#key} ${label}`, 'hex'));
  }

  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  unit(): number {
    return this.#bits53() / TWO_53;
  }

  between(min: number, max: number): number {
    const width = max - min + 1;
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || !(width >= 1) || width > TWO_53)
      throw new RangeError(`between: need whole numbers with min <= max, got ${min} and ${max}`);
    // Rejection keeps it unbiased: the last, incomplete lap of values is drawn again.
    if (width <= TWO_32) {
      const limit = TWO_32 - (TWO_32 % width);
      let draw = this.uint32();
      while (draw >= limit) draw = this.uint32();
      return min + (draw % width);
    }
    const limit = TWO_53 - (TWO_53 % width);
    let draw = this.#bits53();
    while (draw >= limit) draw = this.#bits53();
    return min + (draw % width);
  }

  chance(hits: number, of: number): boolean {
    if (!(of > 0) || !(hits >= 0) || hits > of)
      throw new RangeError(`chance: need 0 <= hits <= of, got ${hits} of ${of}`);
    return this.between(0, of - 1) < hits;
  }

  #bits53(): number {
    const high = this.uint32() >>> 5;
    return high * 67_108_864 + (this.uint32() >>> 6);
  }
}
