import { wallTimers } from '#harness/emulators/timers';
import { bareClient } from '../wire/bare.ts';
import { EPOCH, payCallOf } from '../wire/calls.ts';
import { DaemonProcess, type DaemonReady } from '../wire/daemon-process.ts';
import { adapterOver, wireNamed } from '../wire/wires.ts';

const WARM_UP = 1_000;
const ROUNDS = 6;
const CALLS_A_ROUND = 250;
const CONCURRENT = 64;
const BURST = 1_600;

/**
 * What an adapter adds to its client library: the same calls, bare and through it, in turns, of a server with a constant
 * answer in a process of its own. One at a time: the latency; 64 at once: the time of the whole, divided by the calls.
 */
const wire = wireNamed(process.argv[2]);
const daemon = new DaemonProcess('constant-daemon', [wire]);
const { endpoint, bills } = await daemon.hears<DaemonReady>();
const bill = bills[0]!;
const node = adapterOver(wire, endpoint, { timers: wallTimers(), epoch: () => EPOCH });
const bare = bareClient(wire, endpoint);

const settled = async (asked: Promise<{ readonly kind: string }>) => {
  const { kind } = await asked;
  if (kind !== 'settled') throw new Error(`${wire}: ${kind}`);
};
const CALLS = {
  pay: { bare: () => bare.pay(bill), adapter: () => settled(node.pay(payCallOf(bill))) },
  lookup: { bare: () => bare.lookup(bill), adapter: () => settled(node.lookup(payCallOf(bill))) },
};
type Way = keyof (typeof CALLS)['pay'];

const found: Record<
  string,
  { bareMs: number; adapterMs: number; bareBurstMs: number; adapterBurstMs: number }
> = {};
for (const [name, ways] of Object.entries(CALLS)) {
  const times: Record<Way, number[]> = { bare: [], adapter: [] };
  for (const way of ['bare', 'adapter'] as const) await oneByOne(ways[way], WARM_UP);
  for (let round = 0; round < ROUNDS; round++)
    for (const way of ['bare', 'adapter'] as const)
      times[way].push(...(await oneByOne(ways[way], CALLS_A_ROUND)));
  const bursts: Record<Way, number[]> = { bare: [], adapter: [] };
  for (let round = 0; round < 3; round++)
    for (const way of ['bare', 'adapter'] as const) bursts[way].push(await burst(ways[way]));
  found[name] = {
    bareMs: median(times.bare),
    adapterMs: median(times.adapter),
    bareBurstMs: median(bursts.bare),
    adapterBurstMs: median(bursts.adapter),
  };
}
bare.close();
await node.close();
await daemon.end();
console.log(JSON.stringify(found));

async function oneByOne(call: () => Promise<unknown>, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < count; at++) {
    const startedMs = performance.now();
    await call();
    times.push(performance.now() - startedMs);
  }
  return times;
}

async function burst(call: () => Promise<unknown>): Promise<number> {
  let left = BURST;
  const startedMs = performance.now();
  const caller = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: CONCURRENT }, caller));
  return (performance.now() - startedMs) / BURST;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}
