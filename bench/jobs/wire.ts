import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { wallTimers } from '#harness/emulators/timers';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { PayCall } from '#orchestrator/ports/node';
import { type Bill, EPOCH, payCallOf } from '../wire/calls.ts';
import { DaemonProcess, type DaemonReady, type DaemonTruth } from '../wire/daemon-process.ts';
import { adapterOver, wireNamed } from '../wire/wires.ts';

const CONCURRENT = 64;
/** A payment takes some 200 ms of the network's time: 64 at once would be 320/s at the pace of the wall clock. */
const SPEED = 100;
const WARM_UP = 1_000;
const PAYMENTS = 5_000;
/** Wall ms. */
const LOOKUP_PAUSE_MS = 5;
const EMPTY_MAX = 3;
const ENDS = new Set<NodeAnswer['kind']>(['settled', 'failed', 'rejected']);

/**
 * Payments through one adapter and its emulator, each in a process of its own, 64 at once. Bills are made before the clock
 * starts; a payment is from its call to its final answer, and counts when the preimage proves it and the world paid it once.
 */
const wire = wireNamed(process.argv[2]);
const daemon = new DaemonProcess('wire-daemon', [wire, String(WARM_UP + PAYMENTS), String(SPEED)]);
const { endpoint, bills } = await daemon.hears<DaemonReady>();
const node = adapterOver(wire, endpoint, { timers: wallTimers(), epoch: () => EPOCH });
await node.probe();

const proved = new Set<string>();
const answers: Record<string, number> = {};
let lookups = 0;

async function payAll(queue: readonly Bill[]): Promise<void> {
  let next = 0;
  const payer = async () => {
    while (next < queue.length) {
      const bill = queue[next++]!;
      const answer = await paid(payCallOf(bill));
      answers[answer.kind] = (answers[answer.kind] ?? 0) + 1;
      if (answer.kind === 'settled' && proves(answer.preimage, bill.hash)) proved.add(bill.hash);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, payer));
}

/**
 * The end of a payment. Of an answer that is none (the simulated Core Lightning loses its plugin once in 400 calls) the
 * look-up tells it; what has no record then was never made.
 */
async function paid(call: PayCall): Promise<NodeAnswer> {
  let answer = await node.pay(call);
  let empty = 0;
  while (!ENDS.has(answer.kind) && empty < EMPTY_MAX) {
    await sleep(LOOKUP_PAUSE_MS);
    lookups += 1;
    answer = await node.lookup(call);
    if (answer.kind === 'not_found') empty += 1;
  }
  return answer;
}

function proves(preimage: string, hash: string): boolean {
  return createHash('sha256').update(Buffer.from(preimage, 'hex')).digest('hex') === hash;
}

const ownCpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

await payAll(bills.slice(0, WARM_UP));
const before = { own: ownCpuSeconds(), daemon: await daemon.asks<DaemonTruth>() };
lookups = 0;
const startedMs = performance.now();
await payAll(bills.slice(WARM_UP));
const seconds = (performance.now() - startedMs) / 1000;
const after = { own: ownCpuSeconds(), daemon: await daemon.asks<DaemonTruth>() };
await node.close();
await daemon.end();
const times = new Map<string, number>();
for (const hash of after.daemon.paid) times.set(hash, (times.get(hash) ?? 0) + 1);
const proofs = (of: readonly Bill[]) => of.filter(({ hash }) => proved.has(hash)).length;
console.log(
  JSON.stringify({
    payments: proofs(bills.slice(WARM_UP)),
    seconds,
    // What we hold a proof of was paid once, anything else was not.
    untrue: bills.filter(({ hash }) => (times.get(hash) ?? 0) !== (proved.has(hash) ? 1 : 0)).length,
    answers,
    lookups,
    adapterCpuMs: ((after.own - before.own) * 1000) / PAYMENTS,
    daemonCpuMs: ((after.daemon.cpuSeconds - before.daemon.cpuSeconds) * 1000) / PAYMENTS,
    virtualMs: after.daemon.virtualMs - before.daemon.virtualMs,
  }),
);
