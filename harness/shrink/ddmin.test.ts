import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ddmin } from './ddmin.ts';
import { rounder } from './rounder.ts';

it('finds the few items that matter, wherever they are, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.uniqueArray(fc.nat(), { minLength: 0, maxLength: 5 }),
      (count, at) => {
        const items = Array.from({ length: count }, (_, item) => item);
        const needed = [...new Set(at.map((each) => each % count))].toSorted((one, other) => one - other);
        expect(ddmin(items, (kept) => needed.every((each) => kept.includes(each)))).toEqual(needed);
      },
    ),
    { seed: 1 },
  );
});

it('ends 1-minimal when any of several sets will do', () => {
  const items = Array.from({ length: 50 }, (_, item) => item);
  const fails = (kept: readonly number[]) => kept.filter((item) => item % 7 === 0).length >= 3;
  const left = ddmin(items, fails);
  expect(left).toHaveLength(3);
  for (const gone of left) expect(fails(left.filter((item) => item !== gone))).toBe(false);
});

it('keeps what it has when nobody answers any more', () => {
  let asked = 0;
  const items = [1, 2, 3, 4, 5, 6, 7, 8];
  const left = ddmin(items, (kept) => ++asked <= 2 && kept.includes(1));
  expect(left.length).toBeGreaterThan(1);
  expect(left).toContain(1);
});

it('offers simpler numbers, the simplest first, and never a larger one', () => {
  expect(rounder(6_347)).toEqual([0, 1, 6_000, 6_300, 6_340]);
  expect(rounder(1)).toEqual([0]);
  expect(rounder(0)).toEqual([]);
});
