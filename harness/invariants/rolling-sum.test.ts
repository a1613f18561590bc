import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RollingSum, type Spent } from './rolling-sum.ts';

const WINDOW_MS = 10;

/** Written the slow way: every window that ends at an amount and holds the new one. */
function mostAround(all: readonly Spent[], added: Spent): number {
  const sums = all
    .filter(({ anchorMs: end }) => end >= added.anchorMs && end - WINDOW_MS < added.anchorMs)
    .map(({ anchorMs: end }) =>
      all
        .filter(({ anchorMs }) => anchorMs <= end && anchorMs > end - WINDOW_MS)
        .reduce((sum, { amountMsat }) => sum + amountMsat, 0),
    );
  return Math.max(...sums);
}

it('finds the fullest window around each amount, in any order, with some released', () => {
  const step = fc.record({
    anchorMs: fc.integer({ min: 0, max: 60 }),
    amountMsat: fc.integer({ min: 1, max: 9 }),
    releases: fc.option(fc.nat({ max: 30 })),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const sum = new RollingSum(WINDOW_MS);
      const all: Spent[] = [];
      for (const { anchorMs, amountMsat, releases } of steps) {
        const spent = { anchorMs, amountMsat };
        all.push(spent);
        expect(sum.add(spent)).toBe(mostAround(all, spent));
        const gone = releases === null ? undefined : all[releases];
        if (gone === undefined) continue;
        sum.release(gone);
        gone.amountMsat = 0;
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});
