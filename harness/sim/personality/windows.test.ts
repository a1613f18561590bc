import { describe, expect, it } from 'vitest';
import type { Implementation } from '#topologies/network';
import { DaemonBench } from '../testing/daemon-bench.ts';

type Daemon = Exclude<Implementation, 'plain'>;
const TRIALS = 600;

/** Kills one payment at a moment between the two, starts again, and tells which share of its books never ends. */
function shareOpenForEver(daemon: Daemon, fromMs: number, toMs: number): number {
  let open = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    const bench = new DaemonBench(daemon, trial, { hopLatencyMs: { min: 30, max: 30 } });
    bench.send();
    bench.run(fromMs + ((toMs - fromMs) * trial) / TRIALS);
    bench.restart(60_000);
    bench.restart(60_000);
    if (bench.it.world.lookup(0, 'h')?.state !== 'in_flight') continue;
    open++;
    expect([bench.timesPaid(), bench.pendingHtlcs]).toEqual([0, 0]);
  }
  return open / TRIALS;
}

describe('payments struck in the commit window stay open for ever, about as often as those of real daemons', () => {
  it.each<[Daemon, number, number, number, number]>([
    // lnd-observed.md §5a: 42 of 98; 39 of 48 at 20 to 100 ms.
    ['lnd', 0, 170, 0.3, 0.5],
    ['lnd', 20, 100, 0.7, 0.9],
    // core-lightning-observed.md §5a: 12 of 30.
    ['cln', 0, 30, 0.3, 0.5],
    // eclair-observed.md §7: 20 of 128, on a slow machine.
    ['eclair', 0, 320, 0.1, 0.25],
    // ldk-observed.md §5: 21 of 240, many of them at once.
    ['ldk', 0, 60, 0.05, 0.25],
  ])('%s killed at %d to %d ms', (daemon, fromMs, toMs, atLeast, atMost) => {
    const share = shareOpenForEver(daemon, fromMs, toMs);
    expect(share).toBeGreaterThan(atLeast);
    expect(share).toBeLessThan(atMost);
  });
});
