import type { Timer, Timers } from '#orchestrator/ports/timers';
import type { Kernel } from '../sim/kernel.ts';
import type { Clockwork } from './clockwork.ts';

/** Timers of an adapter that lives in the network's virtual time. What a timer sets off may use a socket: `clockwork` is told. */
export function virtualTimers(kernel: Kernel, baseUnixMs: number, clockwork: Clockwork): Timers {
  const rings: ((() => void) | undefined)[] = [];
  const free: number[] = [];
  const onDue = kernel.register((slot) => {
    const ring = rings[slot];
    rings[slot] = undefined;
    free.push(slot);
    if (ring === undefined) return;
    clockwork.touched();
    ring();
  });
  return {
    nowMs: () => baseUnixMs + kernel.nowMs + clockwork.aheadMs,
    after(ms, ring): Timer {
      const slot = free.pop() ?? rings.length;
      rings[slot] = ring;
      kernel.schedule(kernel.nowMs + clockwork.aheadMs + Math.max(0, ms), onDue, slot, 0);
      clockwork.touched();
      // The slot is used again once it is due; until then it belongs to this timer.
      return {
        cancel: () => {
          if (rings[slot] === ring) rings[slot] = undefined;
        },
      };
    },
  };
}

/** Timers of the wall clock; they do not keep the process alive. */
export function wallTimers(): Timers {
  return {
    nowMs: () => Date.now(),
    after(ms, ring): Timer {
      const timer = setTimeout(ring, Math.max(0, ms));
      timer.unref();
      return { cancel: () => clearTimeout(timer) };
    },
  };
}
