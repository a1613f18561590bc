import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulatedNetwork } from '#harness/emulators/start-network';
import { wallTimers } from '#harness/emulators/timers';
import { loadTopology } from '#harness/input/load-topology';
import { EPOCH } from '../wire/calls.ts';
import { adapterOver, EMULATORS } from '../wire/wires.ts';

const DAEMONS = ['lnd', 'cln', 'eclair'] as const;

/**
 * The 99 nodes of ln_100 and one more, a third of them each daemon, from the start of this process until the adapter of every one has
 * probed it. Core Lightning over clnrest, the heavier of its two.
 */
const loaded = loadTopology('ln-100');
if (!loaded.ok) throw new Error(loaded.problems[0]?.message);
const { channels } = loaded.network;
const nodes = Array.from({ length: 100 }, (_, at) => ({
  ...{ name: `n${at}`, pubkey: `n${at}`, payer: true, payee: true },
  implementation: DAEMONS[at % DAEMONS.length]!,
}));
const last = { ...channels[0]!, id: 'last', a: 0, b: nodes.length - 1 };
const folder = mkdtempSync(join(tmpdir(), 'fulgurite-bench-'));
const network = await startEmulatedNetwork({
  network: { ...loaded.network, nodes, channels: [...channels, last] },
  folder: join(folder, 'nodes'),
  start: EMULATORS,
});
const listeningMs = performance.now();
const host = { timers: wallTimers(), epoch: () => EPOCH };
const adapters = [...network.emulators.values()].map(({ endpoint }) =>
  adapterOver('cln-rest', endpoint, host),
);
const identities = await Promise.all(adapters.map((adapter) => adapter.probe()));
const readyMs = performance.now();
console.log(
  JSON.stringify({
    nodes: new Set(identities.map(({ pubkey }) => pubkey)).size,
    listeningSeconds: listeningMs / 1000,
    seconds: readyMs / 1000,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }),
);
await Promise.all(adapters.map((adapter) => adapter.close()));
await network.stop();
rmSync(folder, { recursive: true, force: true });
