import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { formatProblems } from '#harness/input/format-problems';
import { InputError } from '#harness/input/input-error';
import { loadTopology } from '#harness/input/load-topology';
import { EnvironmentUnavailable } from '#harness/run/environment-unavailable';
import { servedNodes } from '#harness/topology/check-start';
import { PaymentLines } from '#harness/topology/payment-lines';
import { count, showRunning } from '#harness/topology/show-running';
import { startTopology } from '#harness/topology/up';
import { EXIT_CODES, type ExitCode } from '#reports/gate/exit-codes';
import { UsageError } from './failure.ts';
import { onInterrupt } from './interruption.ts';
import type { UpFlags } from './topology-flags.ts';

const PORT_MAX = 65_535;

/** Serves a topology until it is told to stop. */
export async function upCommand(reference: string, flags: UpFlags): Promise<ExitCode> {
  refuseOtherEnvironments(flags.env);
  const topology = loadTopology(reference);
  if (!topology.ok) throw new InputError(topology.problems);
  if (topology.warnings.length > 0) process.stderr.write(`${formatProblems(topology.warnings)}\n`);
  refusePortsBeyond(flags, servedNodes(topology.network).length);
  const folder = resolve(flags.dir ?? join('runs', `topology-${topology.network.name}`));
  const says = flags.quiet ? () => {} : say;
  const stopped = Promise.withResolvers<void>();
  // Whoever read our lines is gone, and so is whoever would press Ctrl-C.
  process.stderr.on('error', () => stopped.resolve());
  const interrupted = onInterrupt('Stopping. Again to stop at once.');
  interrupted.addEventListener('abort', () => stopped.resolve());
  const up = await startTopology({
    topology: { ...topology, file: resolve(topology.file) },
    folder,
    speed: flags.speed,
    seed: flags.seed ?? String(randomBytes(4).readUInt32BE()),
    portBase: flags.portBase ?? null,
    controlPort: flags.control ?? null,
    watcher: new PaymentLines(says),
    says,
    stopAsked: () => stopped.resolve(),
    nowMs: Date.now(),
  });
  process.stdout.write(flags.json ? `${JSON.stringify(up.file)}\n` : showRunning(up.file, folder));
  says('Ctrl-C stops it');
  await stopped.promise;
  const payments = up.running.emulated.payments.length;
  await up.stop();
  says(`stopped after ${count(payments, 'payment')}; credentials stay in ${folder}`);
  return EXIT_CODES.go;
}

/** What happens, by the clock on the wall. */
function say(line: string): void {
  process.stderr.write(`${new Date().toTimeString().slice(0, 8)}  ${line}\n`);
}

function refusePortsBeyond({ portBase = 0 }: UpFlags, apis: number): void {
  const last = PORT_MAX + 1 - apis;
  if (portBase > last)
    throw new UsageError(`--port-base ${portBase}: ${apis} APIs need as many ports; it is ${last} or less.`);
}

function refuseOtherEnvironments(env: string): void {
  if (env === 'emulated') return;
  if (env === 'docker')
    throw new EnvironmentUnavailable(
      'topology up --env docker is not built yet; --env emulated serves the same APIs without containers.',
    );
  throw new UsageError(
    `--env ${env}: topologies are served by the environment emulated only (sim has nobody to talk to).`,
  );
}
