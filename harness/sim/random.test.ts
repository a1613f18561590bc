import { describe, expect, it } from 'vitest';
import { deriveSeed, seededRandom } from './random.ts';

describe('random', () => {
  it('gives known values: computed by an independent sfc32 in Python', () => {
    const random = seededRandom('42');
    expect([1, 2, 3, 4].map(() => random.uint32())).toEqual([2904043985, 2225924496, 1772614632, 4118399507]);
    const fork = seededRandom(42n).fork('latency');
    expect([fork.uint32(), fork.uint32()]).toEqual([136052787, 156036874]);
    expect(deriveSeed('7', 'node-outage', 3)).toBe('4114140044171855643');
  });

  it('forks by label alone, whatever was drawn before', () => {
    const early = seededRandom('a').fork('x');
    const parent = seededRandom('a');
    for (let draw = 0; draw < 100; draw++) parent.uint32();
    const late = parent.fork('x');
    const other = parent.fork('y');
    const values = [early, late, other].map((stream) => [stream.uint32(), stream.uint32()].join());
    expect(values[0]).toBe(values[1]);
    expect(values[2]).not.toBe(values[0]);
    expect(deriveSeed('7', 'ab', 'c')).not.toBe(deriveSeed('7', 'a', 'bc'));
  });

  it('is even, within four standard deviations', () => {
    const random = seededRandom('even');
    const draws = 200_000;
    const counts = new Array<number>(10).fill(0);
    let sum = 0;
    let hits = 0;
    let outside = 0;
    for (let draw = 0; draw < draws; draw++) {
      counts[random.between(3, 12) - 3]++;
      const unit = random.unit();
      if (unit < 0 || unit >= 1) outside++;
      sum += unit;
      if (random.chance(1, 4)) hits++;
    }
    expect(outside).toBe(0);
    const deviation = Math.sqrt(draws * 0.1 * 0.9);
    for (const count of counts) expect(Math.abs(count - draws / 10)).toBeLessThan(4 * deviation);
    expect(Math.abs(sum / draws - 0.5)).toBeLessThan(4 / Math.sqrt(12 * draws));
    expect(Math.abs(hits - draws / 4)).toBeLessThan(4 * Math.sqrt((draws * 3) / 16));
  });

  it('covers wide ranges and refuses impossible ones', () => {
    const random = seededRandom('wide');
    let above = 0;
    for (let draw = 0; draw < 1000; draw++) if (random.between(0, Number.MAX_SAFE_INTEGER) > 2 ** 52) above++;
    expect(Math.abs(above - 500)).toBeLessThan(64);
    expect(random.between(5, 5)).toBe(5);
    expect(() => random.between(2, 1)).toThrow('min <= max');
    expect(() => random.between(0.5, 1)).toThrow(RangeError);
    expect(() => random.chance(2, 1)).toThrow('hits <= of');
  });
});
