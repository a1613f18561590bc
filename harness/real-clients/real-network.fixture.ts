import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCln } from '../emulators/cln/emulator.ts';
import { startEclair } from '../emulators/eclair/emulator.ts';
import type { Endpoint } from '../emulators/emulator.ts';
import { startLnd } from '../emulators/lnd/emulator.ts';
import { smallNetwork } from '../emulators/network.fixture.ts';
import { type RunningNetwork, startEmulatedNetwork } from '../emulators/start-network.ts';

type Daemon = Endpoint['daemon'];

export interface RealNetwork<Payer extends Daemon, Payee extends Daemon> {
  readonly running: RunningNetwork;
  readonly payer: Extract<Endpoint, { daemon: Payer }>;
  readonly payee: Extract<Endpoint, { daemon: Payee }>;
  stop(): Promise<void>;
}

/**
 * Payer — router — payee with servers on the loopback address, from now on by the wall clock and 20 times as fast: foreign
 * clients have timers of their own, and compare what they are told with their own clock.
 */
export async function realNetwork<Payer extends Daemon, Payee extends Daemon>(
  payer: Payer,
  payee: Payee,
): Promise<RealNetwork<Payer, Payee>> {
  const folder = mkdtempSync(join(tmpdir(), 'fulgurite-real-'));
  const running = await startEmulatedNetwork({
    network: smallNetwork({ payer, payee }),
    folder,
    start: { lnd: startLnd, cln: startCln, eclair: startEclair },
    pace: 20,
    baseUnixMs: Math.floor(Date.now() / 1000) * 1000,
  });
  const endpoint = (name: string) => running.emulators.get(name)!.endpoint;
  return {
    running,
    payer: endpoint('payer') as Extract<Endpoint, { daemon: Payer }>,
    payee: endpoint('payee') as Extract<Endpoint, { daemon: Payee }>,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
