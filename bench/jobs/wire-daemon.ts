import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulatedNetwork } from '#harness/emulators/start-network';
import type { Bill } from '../wire/calls.ts';
import type { DaemonReady, DaemonTruth } from '../wire/daemon-process.ts';
import { threeNodes } from '../wire/network.ts';
import { DAEMON_OF, EMULATORS, wireNamed } from '../wire/wires.ts';

const AMOUNT_MSAT = 10_000;

/**
 * One emulated daemon in a process of its own: says how it is reached and what there is to pay; asked for the truth, says
 * what was really paid, and ends. `wire-daemon.ts WIRE BILLS SPEED`
 */
const [wireName, bills, speed] = process.argv.slice(2);
const daemon = DAEMON_OF[wireNamed(wireName)];
const folder = mkdtempSync(join(tmpdir(), 'fulgurite-bench-'));
const running = await startEmulatedNetwork({
  network: threeNodes(daemon),
  folder: join(folder, 'nodes'),
  pace: Number(speed),
  start: { [daemon]: EMULATORS[daemon] },
});
const payee = running.emulated.desk('payee');
const made: Bill[] = [];
for (let at = 0; at < Number(bills); at++) {
  const { invoice } = payee.createInvoice({
    amountMsat: AMOUNT_MSAT,
    description: '',
    expirySeconds: 30 * 86_400,
  });
  made.push({ hash: invoice.hash, text: invoice.text, amountMsat: AMOUNT_MSAT });
}
const say = (message: DaemonReady | DaemonTruth) => process.send?.(message);
process.on('message', () => {
  const paid = running.emulated.payments.filter(({ state }) => state === 'settled').map(({ hash }) => hash);
  const virtualMs = running.emulated.kernel.nowMs;
  const { user, system } = process.cpuUsage();
  say({ paid, virtualMs, cpuSeconds: (user + system) / 1e6 });
});
process.on('disconnect', () => {
  running.stop().finally(() => rmSync(folder, { recursive: true, force: true }));
});
say({ endpoint: running.emulators.get('payer')!.endpoint, bills: made });
