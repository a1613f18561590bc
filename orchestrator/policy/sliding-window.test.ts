import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingWindow } from './sliding-window.ts';

const WINDOW_MS = 50;
type Step = { kind: 'add' | 'takeOut' | 'look'; ms: number; amount: bigint; pick: number };

const steps = (stepMs: fc.Arbitrary<number>) =>
  fc.array(
    fc.record<Step>({
      kind: fc.constantFrom('add', 'add', 'takeOut', 'look'),
      ms: stepMs,
      amount: fc.bigInt({ min: 1n, max: 2_100_000_000_000_000_000n }),
      pick: fc.nat(),
    }),
    { maxLength: 200 },
  );

describe('SlidingWindow', () => {
  it('agrees with a list that is summed anew each time', () => {
    fc.assert(
      fc.property(steps(fc.integer({ min: 0, max: 30 })), (run) => {
        const window = new SlidingWindow(WINDOW_MS);
        let naive: { atMs: number; amount: bigint }[] = [];
        let nowMs = 0;
        for (const step of run) {
          nowMs += step.ms;
          if (step.kind === 'add') {
            window.add(nowMs, step.amount);
            naive.push({ atMs: nowMs, amount: step.amount });
          } else if (step.kind === 'takeOut' && naive.length > 0) {
            const [entry] = naive.splice(step.pick % naive.length, 1);
            window.takeOut(entry!.atMs, entry!.amount);
          }
          window.prune(nowMs);
          const live = naive.filter((e) => e.atMs > nowMs - WINDOW_MS);
          expect(window.sumMsat).toBe(live.reduce((sum, e) => sum + e.amount, 0n));
          expect(window.count).toBe(live.length);
          if (step.kind === 'look') naive = live;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never counts too little when the clock steps back', () => {
    fc.assert(
      fc.property(steps(fc.integer({ min: -80, max: 60 })), (run) => {
        const window = new SlidingWindow(WINDOW_MS);
        let naive: { atMs: number; amount: bigint }[] = [];
        let nowMs = 1000;
        for (const step of run) {
          nowMs += step.ms;
          if (step.kind === 'add') {
            window.add(nowMs, step.amount);
            naive.push({ atMs: nowMs, amount: step.amount });
          } else if (step.kind === 'takeOut' && naive.length > 0) {
            const [entry] = naive.splice(step.pick % naive.length, 1);
            window.takeOut(entry!.atMs, entry!.amount);
          }
          window.prune(nowMs);
          // What had left the window before the clock stepped back is gone from both.
          naive = naive.filter((e) => e.atMs > nowMs - WINDOW_MS);
          expect(window.sumMsat).toBeGreaterThanOrEqual(naive.reduce((sum, e) => sum + e.amount, 0n));
          expect(window.count).toBeGreaterThanOrEqual(naive.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('counts a payment at the very start of the window no more', () => {
    const window = new SlidingWindow(WINDOW_MS);
    window.add(100, 7n);
    window.prune(149);
    expect(window.sumMsat).toBe(7n);
    window.prune(150);
    expect(window.sumMsat).toBe(0n);
  });

  it('refuses to take out twice, or what was never there', () => {
    const window = new SlidingWindow(WINDOW_MS);
    window.add(100, 7n);
    window.takeOut(100, 7n);
    expect(() => window.takeOut(100, 7n)).toThrow(/released twice/);
    expect(() => window.takeOut(101, 7n)).toThrow(/not in the window/);
  });

  it('takes out what already left the window as nothing', () => {
    const window = new SlidingWindow(WINDOW_MS);
    window.add(100, 7n);
    window.prune(1000);
    window.takeOut(100, 7n);
    expect([window.sumMsat, window.count]).toEqual([0n, 0]);
  });

  it('stays exact over many times its own length', () => {
    const window = new SlidingWindow(WINDOW_MS);
    for (let t = 0; t < 20_000; t++) {
      window.add(t, 1n);
      window.prune(t);
    }
    expect([window.sumMsat, window.count]).toEqual([50n, 50]);
  });
});
