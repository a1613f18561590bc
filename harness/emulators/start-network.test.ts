import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Network } from '#topologies/network';
import type { StartEmulator } from './emulator.ts';
import { payOf, smallNetwork } from './network.fixture.ts';
import { type RunningNetwork, startEmulatedNetwork } from './start-network.ts';

const folder = mkdtempSync(join(tmpdir(), 'fulgurite-network-'));
const running: RunningNetwork[] = [];
afterEach(async () => {
  for (const network of running.splice(0)) await network.stop();
  rmSync(folder, { recursive: true, force: true });
});

let open = 0;
/** A server that listens and says nothing. */
const startSilent: StartEmulator = async ({ desk, port, folder: own }) => {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  open++;
  writeFileSync(join(own, 'tls.cert'), '');
  const at = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    desk,
    endpoint: { daemon: 'lnd', grpc: at, tlsCertFile: '', macaroonFile: '' },
    async stop() {
      open--;
      server.close();
    },
  };
};

async function start(network: Network, more: Partial<Parameters<typeof startEmulatedNetwork>[0]> = {}) {
  const one = await startEmulatedNetwork({
    network,
    folder,
    pace: 100,
    start: { lnd: startSilent },
    ...more,
  });
  running.push(one);
  return one;
}

it('starts a server for each daemon that has one, and tells the truth', async () => {
  const it = await start(smallNetwork({ payer: 'lnd', payee: 'lnd', other: 'eclair' }));
  expect([...it.emulators.keys()]).toEqual(['payer', 'payee']);
  expect(readdirSync(folder).sort()).toEqual(
    ['other', 'payee', 'payer', 'running.pid'].filter((name) => name !== 'other'),
  );
  const { invoice } = it.emulators
    .get('payee')!
    .desk.createInvoice({ amountMsat: 10_000_000, description: '', expirySeconds: 3_600 });
  const payer = it.emulators.get('payer')!.desk;
  // By the wall clock, a hundred times as fast: nobody drives it.
  await new Promise<void>((resolve) =>
    payer.arrives({ class: 'pay', method: 'pay', hash: invoice.hash }, () =>
      payer.pay(payOf(invoice), () => resolve()),
    ),
  );
  expect(it.truth()).toMatchObject({
    network: 'small',
    height: 800_000,
    nodes: [
      { name: 'payer', implementation: 'lnd', state: 'up', records: [{ state: 'settled' }], invoices: [] },
      { name: 'router' },
      { name: 'payee', invoices: [{ state: 'paid', receivedMsat: 10_000_000 }] },
      { name: 'other' },
    ],
    payments: [{ payer: 'payer', payee: 'payee', state: 'settled', amountMsat: 10_000_000, feeMsat: 2_000 }],
    htlcs: [],
  });
  await it.stop();
  await it.stop();
  expect(open).toBe(0);
  expect(existsSync(join(folder, 'running.pid'))).toBe(false);
});

it('is alone in its folder, until it is stopped; what the dead left counts for nothing', async () => {
  const network = smallNetwork({ payer: 'lnd' });
  const it = await start(network);
  await expect(start(network)).rejects.toThrow(/a network runs here already \(process \d+\)/);
  expect(open).toBe(1);
  await it.stop();
  writeFileSync(join(folder, 'running.pid'), '999999999\n');
  await start(network);
  await expect(start(network, { folder: join(folder, 'payer', 'tls.cert') })).rejects.toThrow(
    /cannot be written/,
  );
});

it('leaves nothing running when one cannot start', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const network = smallNetwork({ payer: 'lnd', payee: 'lnd' });
  const portOf = (_: unknown, ordinal: number) => (ordinal === 2 ? port : 0);
  await expect(start(network, { portOf })).rejects.toThrow(/EADDRINUSE/);
  expect(open).toBe(0);
  await start(network);
  taken.close();
  await expect(start(network, { folder: join(folder, 'other'), pace: 0 })).rejects.toThrow(RangeError);
  const [first, ...rest] = network.nodes;
  const strange = { ...network, nodes: [{ ...first!, name: '../payer' }, ...rest] };
  await expect(start(strange)).rejects.toThrow(/cannot be given a folder of its own/);
});
