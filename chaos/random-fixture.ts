import type { Random } from './random.ts';

/** A small seeded stream for tests of what draws (SplitMix32); runs use the generator of the harness. */
export function testRandom(seed: number): Random {
  let state = seed >>> 0;
  const uint32 = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  const unit = (): number => ((uint32() >>> 5) * 2 ** 26 + (uint32() >>> 6)) / 2 ** 53;
  return {
    fork(label) {
      let folded = seed ^ 0x811c9dc5;
      for (let i = 0; i < label.length; i += 1)
        folded = Math.imul(folded ^ label.charCodeAt(i), 0x01000193) >>> 0;
      return testRandom(folded);
    },
    uint32,
    unit,
    between: (min, max) => min + Math.floor(unit() * (max - min + 1)),
    chance: (hits, of) => Math.floor(unit() * of) < hits,
  };
}
