import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Network, NetworkNode } from '#topologies/network';
import { EmulatedNetwork, type EmulatedNetworkOptions } from './emulated-network.ts';
import type { Emulator, Endpoint, StartEmulator } from './emulator.ts';
import { claimFolder, type FolderClaim } from './folder-claim.ts';
import { type GroundTruth, groundTruth } from './ground-truth.ts';

/** Daemons that have an emulator. */
export type EmulatedDaemon = Endpoint['daemon'];

export interface StartNetworkOptions extends EmulatedNetworkOptions {
  /** Gets a folder per node, in the layout of its daemon. Made when it does not exist. */
  readonly folder: string;
  /** The servers; a node whose daemon has none here takes part in the network and has no API. */
  readonly start: Partial<Readonly<Record<EmulatedDaemon, StartEmulator>>>;
  /** 0, when not given: any port that is free. */
  readonly portOf?: (node: NetworkNode, ordinal: number) => number;
  /** Whoever calls has claimed the folder, and gives it up. */
  readonly isClaimed?: boolean;
  /** Name of the folder of a node; its own name when not given. */
  readonly folderOf?: (node: NetworkNode) => string;
  /** What a daemon says that it is; each emulator has a default. */
  readonly versions?: Partial<Readonly<Record<EmulatedDaemon, string>>>;
}

/** A network whose daemons listen. */
export interface RunningNetwork {
  readonly emulated: EmulatedNetwork;
  readonly network: Network;
  /** By name of the node. */
  readonly emulators: ReadonlyMap<string, Emulator>;
  truth(): GroundTruth;
  /** Closes every socket, stops the clock, gives the folder free. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts a server for every node of LND, Core Lightning and Eclair, all at once.
 * @throws EnvironmentUnavailable when the folder is taken; whatever a server says that cannot start (a port in use). Nothing is left running then.
 */
export async function startEmulatedNetwork(options: StartNetworkOptions): Promise<RunningNetwork> {
  const { network, folder, start, portOf = () => 0, folderOf = ({ name }) => name, versions = {} } = options;
  for (const node of network.nodes) checkFolderName(node.name, folderOf(node));
  const claim = options.isClaimed ? UNCLAIMED : claimFolder(folder);
  let emulated: EmulatedNetwork;
  try {
    emulated = new EmulatedNetwork(options);
  } catch (refused) {
    claim.giveUp();
    throw refused;
  }
  const emulators = new Map<string, Emulator>();
  const stop = stopping(emulated, emulators, claim);
  const starts = network.nodes.map(async (node, ordinal) => {
    const starter = isEmulated(node.implementation) ? start[node.implementation] : undefined;
    if (starter === undefined || !isEmulated(node.implementation)) return;
    const own = join(folder, folderOf(node));
    mkdirSync(own, { recursive: true });
    const version = versions[node.implementation];
    const emulator = await starter({
      desk: emulated.desks.of(ordinal),
      folder: own,
      port: portOf(node, ordinal),
      ...(version !== undefined && { version }),
    });
    emulators.set(node.name, emulator);
  });
  const failed = (await Promise.allSettled(starts)).find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const inOrder = new Map(
    network.nodes.flatMap(({ name }) => {
      const emulator = emulators.get(name);
      return emulator === undefined ? [] : [[name, emulator] as const];
    }),
  );
  return { emulated, network, emulators: inOrder, truth: () => groundTruth(emulated), stop };
}

const UNCLAIMED: FolderClaim = { giveUp() {} };

function stopping(
  emulated: EmulatedNetwork,
  emulators: ReadonlyMap<string, Emulator>,
  claim: FolderClaim,
): () => Promise<void> {
  let stopped: Promise<void> | null = null;
  return () => {
    stopped ??= (async () => {
      emulated.stop();
      const ends = await Promise.allSettled([...emulators.values()].map((emulator) => emulator.stop()));
      claim.giveUp();
      const failed = ends.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    })();
    return stopped;
  };
}

export function isEmulated(implementation: string): implementation is EmulatedDaemon {
  return implementation === 'lnd' || implementation === 'cln' || implementation === 'eclair';
}

function checkFolderName(node: string, folder: string): void {
  if (!FOLDER_NAME.test(folder))
    throw new RangeError(
      `node "${node}" cannot be given a folder of its own: a name has letters, digits, ".", "_" and "-" only`,
    );
}

/** What the folder of a node may be called. */
export const FOLDER_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
