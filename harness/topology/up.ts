import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCln } from '#harness/emulators/cln/emulator';
import { nodeOf } from '#harness/emulators/control/node-of';
import { shownNode } from '#harness/emulators/control/routes/nodes';
import { type Control, startControl } from '#harness/emulators/control/server';
import { startEclair } from '#harness/emulators/eclair/emulator';
import { startLnd } from '#harness/emulators/lnd/emulator';
import type { PaymentWatcher } from '#harness/emulators/payment-log';
import { type RunningNetwork, startEmulatedNetwork } from '#harness/emulators/start-network';
import type { LoadedTopology } from '#harness/input/load-topology';
import { jsonText, writeWhole } from '../run/atomic-write.ts';
import { checkStart, servedNodes } from './check-start.ts';
import { folderReadme } from './folder-readme.ts';
import { folderNames } from './node-folders.ts';
import { leaveStopped, type OwnFolder, ownFolder } from './own-folder.ts';
import { startRefusal } from './refusal.ts';
import { FILES, type RunningFile } from './running-file.ts';

export interface UpOptions {
  readonly topology: LoadedTopology;
  /** Absolute. */
  readonly folder: string;
  readonly speed: number;
  readonly seed: string;
  /** Port of the first node with an API, the others follow; null: any that are free. */
  readonly portBase: number | null;
  /** null: any that is free. */
  readonly controlPort: number | null;
  readonly watcher: PaymentWatcher;
  /** A short line about what was done through the control API. */
  readonly says: (line: string) => void;
  /** `POST /stop` was asked for. */
  readonly stopAsked: () => void;
  /** Unix ms of the wall clock. */
  readonly nowMs: number;
}

/** A topology that is up. */
export interface UpTopology {
  /** What `topology.json` says. */
  readonly file: RunningFile;
  readonly running: RunningNetwork;
  /** Ends everything, and leaves the folder as one that is stopped. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts an emulator for every node that has one, and the control API, and says in the folder how they are reached.
 * @throws InputError for a topology that has nobody to serve; EnvironmentUnavailable for ports and folders that cannot be
 * used. Nothing is left running or half-written then.
 */
export async function startTopology(options: UpOptions): Promise<UpTopology> {
  const { topology, folder, nowMs } = options;
  checkStart(topology, folder);
  const ports = portsOf(options);
  const whose = (port: number) => {
    const node = [...ports].find(([, of]) => of === port)?.[0];
    return node === undefined || port === options.controlPort
      ? { name: 'control API', option: '--control PORT' }
      : { name: node, option: '--port-base PORT' };
  };
  let own: OwnFolder | null = null;
  let running: RunningNetwork | null = null;
  let control: Control | null = null;
  try {
    own = ownFolder(folder);
    // First, so that whoever is killed now leaves a folder that the next start knows.
    writeFileSync(join(folder, FILES.readme), folderReadme(topology.network.name));
    running = await startEmulatedNetwork({
      network: topology.network,
      folder,
      isClaimed: true,
      seed: options.seed,
      pace: options.speed,
      // Clients compare invoices with their own clock.
      baseUnixMs: Math.floor(nowMs / 1000) * 1000,
      watcher: options.watcher,
      start: { lnd: startLnd, cln: startCln, eclair: startEclair },
      folderOf: folderNames(topology.network),
      portOf: (node) => ports.get(node.name) ?? 0,
    });
    const identity = { run: randomUUID(), startedAt: new Date(nowMs).toISOString() };
    control = await startControl({
      running,
      ...identity,
      port: options.controlPort ?? 0,
      says: options.says,
      stop: options.stopAsked,
    });
    const file = fileOf(options, running, control, identity);
    writeFileSync(file.control.tokenFile, `${control.token}\n`, { mode: 0o600 });
    // Last: whoever waits for it finds everything else.
    writeWhole(join(folder, FILES.running), jsonText(file));
    return { file, running, stop: stopping(file, folder, own, running, control) };
  } catch (error) {
    await control?.close();
    await running?.stop();
    own?.undo();
    throw startRefusal(error, whose);
  }
}

/** By name; those of no fixed port have none. */
function portsOf({ topology, portBase }: UpOptions): ReadonlyMap<string, number> {
  const served = servedNodes(topology.network);
  return new Map(portBase === null ? [] : served.map(({ name }, at) => [name, portBase + at]));
}

function fileOf(
  { topology, folder, seed, speed }: UpOptions,
  running: RunningNetwork,
  control: Control,
  identity: Pick<RunningFile, 'run' | 'startedAt'>,
): RunningFile {
  const { network } = running;
  return {
    version: 1,
    state: 'running',
    ...identity,
    pid: process.pid,
    network: network.name,
    topology: { file: topology.file, sha256: topology.sha256 },
    seed,
    speed,
    control: { url: control.url, tokenFile: join(folder, FILES.token) },
    nodes: network.nodes.map(({ name }) => shownNode(nodeOf({ running }, name), running.emulators.get(name))),
  };
}

function stopping(
  file: RunningFile,
  folder: string,
  own: OwnFolder,
  running: RunningNetwork,
  control: Control,
): () => Promise<void> {
  let stopped: Promise<void> | null = null;
  return () => {
    stopped ??= (async () => {
      try {
        await control.close();
        await running.stop();
      } finally {
        leaveStopped(folder, file);
        own.giveUp();
      }
    })();
    return stopped;
  };
}
