import { performance } from 'node:perf_hooks';

export interface QuietOptions {
  /** Turns of the event loop in a row without an event. */
  readonly idleTurns?: number;
  /** Turns after which it says that something talks without end. */
  readonly turnsMax?: number;
}

/** Sockets kept talking although no time passed: a poll loop, a retry without a pause, a client outside of this process. */
export class NeverQuiet extends Error {
  override readonly name = 'NeverQuiet';
}

/** One turn more than the longest chain of `setImmediate` seen between two events: TLS, HTTP/2 and gRPC take two. */
const IDLE_TURNS = 6;
const TURNS_MAX = 200_000;

/** Events (readable, writable, accepted, child, thread pool) that the loop has handled since the process began. */
function eventCount(): number {
  return performance.nodeTiming.uvMetricsInfo.events;
}

/**
 * Resolves when nothing is on its way between the sockets of this process. What is written to a socket of the loopback
 * address, or to a unix socket, can be read at the other end when the write returns; so the first turn of the loop that
 * finds no event finds none because there is none. Some turns more, because streams hand on what they have by
 * `setImmediate`. Takes no wall time but that of the turns (some microseconds each).
 *
 * It does not see what waits in the thread pool (files, DNS, zlib) or for a timer of the wall clock: nothing that answers a
 * call may use them.
 *
 * @param stirred says whether something happened since it was last asked; such a turn counts as one with an event.
 * @throws NeverQuiet
 */
export function quiet(stirred: () => boolean, options: QuietOptions = {}): Promise<void> {
  const { idleTurns = IDLE_TURNS, turnsMax = TURNS_MAX } = options;
  return new Promise((resolve, reject) => {
    let events = eventCount();
    let idle = 0;
    let turns = 0;
    const turn = () => {
      const now = eventCount();
      idle = now === events && !stirred() ? idle + 1 : 0;
      events = now;
      if (idle >= idleTurns) resolve();
      else if (++turns >= turnsMax)
        reject(
          new NeverQuiet(`the sockets of this process are not quiet after ${turns} turns of its event loop`),
        );
      else setImmediate(turn);
    };
    setImmediate(turn);
  });
}
