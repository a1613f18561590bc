import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernel, StepBudgetSpent } from './kernel.ts';

describe('kernel', () => {
  it('runs by time, and equal times in the order in which they were scheduled', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 3000, size: 'max' }), (times) => {
        const kernel = new Kernel();
        const ran: number[] = [];
        const handler = kernel.register((index, check) => {
          expect(check).toBe(~index);
          expect(kernel.nowMs).toBe(times[index]);
          ran.push(index);
        });
        for (const [index, atMs] of times.entries()) kernel.schedule(atMs, handler, index, ~index);
        expect(kernel.run(1000)).toBe(times.length);
        const expected = times.map((_, index) => index).sort((x, y) => times[x] - times[y] || x - y);
        expect(ran).toEqual(expected);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it('stops at the horizon and leaves the clock there', () => {
    const kernel = new Kernel();
    const ran: number[] = [];
    const handler = kernel.register((a) => {
      ran.push(a);
      if (a < 3) kernel.schedule(kernel.nowMs + 0.5, handler, a + 1, 0);
    });
    kernel.schedule(1, handler, 1, 0);
    expect(kernel.run(1.5)).toBe(2);
    expect([ran, kernel.nowMs, kernel.pending, kernel.nextAtMs]).toEqual([[1, 2], 1.5, 1, 2]);
    expect(kernel.runUntilIdle(10)).toBe(1);
    expect([ran, kernel.nowMs, kernel.nextAtMs]).toEqual([[1, 2, 3], 2, Number.POSITIVE_INFINITY]);
  });

  it('keeps its order while events come and go beyond its first capacity', () => {
    const kernel = new Kernel();
    let last = 0;
    let ran = 0;
    const handler = kernel.register((a) => {
      expect(kernel.nowMs).toBeGreaterThanOrEqual(last);
      last = kernel.nowMs;
      ran++;
      if (a > 0) kernel.schedule(last + ((a * 7919) % 101), handler, a - 1, 0);
    });
    for (let index = 0; index < 5000; index++) kernel.schedule((index * 31) % 997, handler, 4, 0);
    kernel.runUntilIdle(100_000);
    expect(ran).toBe(25_000);
  });

  it('refuses the past, handlers that nobody registered, and values that would be cut', () => {
    const kernel = new Kernel();
    const handler = kernel.register(() => undefined);
    kernel.run(10);
    expect(() => kernel.schedule(9, handler, 0, 0)).toThrow('an event at 9 ms cannot be scheduled at 10 ms');
    expect(() => kernel.schedule(Number.NaN, handler, 0, 0)).toThrow(RangeError);
    expect(() => kernel.schedule(11, handler + 1, 0, 0)).toThrow('never registered');
    expect(() => kernel.schedule(11, handler, 2 ** 31, 0)).toThrow('32-bit');
  });

  it('says so when a trial goes round in circles', () => {
    const kernel = new Kernel({ stepsMax: 100 });
    const handler = kernel.register(() => {
      kernel.schedule(kernel.nowMs, handler, 0, 0);
    });
    kernel.schedule(5, handler, 0, 0);
    expect(() => kernel.runUntilIdle(50)).toThrow(StepBudgetSpent);
    expect(() => kernel.run(6)).toThrow('the budget of 100 events is spent, at 5 ms');
  });
});
