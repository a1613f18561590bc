import { expect, it } from 'vitest';
import { Kernel } from './kernel.ts';
import { SkewedClock } from './skewed-clock.ts';

/** How often a timer that is set at `setAtMs` for `inMs` later is set again before it is time by the clock. */
function ringsUntilDue(setAtMs: number, inMs: number, driftPpm: number): number {
  const kernel = new Kernel({ stepsMax: 1_000 });
  const clock = new SkewedClock(kernel);
  clock.skew(-100, driftPpm);
  let dueMs = 0;
  let rings = 0;
  const onRing = kernel.register(() => {
    rings++;
    if (clock.nowMs < dueMs) kernel.schedule(clock.ringsAtMs(dueMs), onRing, 0, 0);
  });
  const onSet = kernel.register(() => {
    dueMs = clock.nowMs + inMs;
    kernel.schedule(clock.ringsAtMs(dueMs), onRing, 0, 0);
  });
  kernel.schedule(setAtMs, onSet, 0, 0);
  kernel.run(100_000);
  return rings;
}

it('a timer of a slow clock rings a few times too early and then in time, also when it was set between two ms', () => {
  // Swarm found it: a callback every 11,254 / 21 ms, and a clock that loses 9 ms a second.
  for (let callback = 1; callback <= 200; callback++)
    for (const inMs of [500, 1_234, 2_000])
      expect(ringsUntilDue((callback * 11_254) / 21, inMs, -8_728)).toBeLessThan(10);
});

it('a clock that is right rings once, at the very moment', () => {
  expect(ringsUntilDue(10, 500, 0)).toBe(1);
});
