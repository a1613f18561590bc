import type { Mutant } from './mutant.ts';

/** Timers that are kept at a time. */
const ROOM = 2;

export const timersLostUnderLoad: Mutant = {
  id: 'timers-lost-under-load',
  title: 'when too many timers wait, a new one is dropped: what came in a burst is forgotten',
  expects: 'L08',
  scenario: 'roll-call',
  plant: () => ({
    ports(real) {
      let waiting: number[] = [];
      return {
        ...real,
        wake(atMs, intent) {
          waiting = waiting.filter((dueMs) => dueMs > real.nowMs());
          if (waiting.length >= ROOM) return;
          waiting.push(atMs);
          real.wake(atMs, intent);
        },
      };
    },
  }),
};
