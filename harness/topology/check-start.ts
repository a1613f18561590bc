import { join } from 'node:path';
import { checkSocketPath } from '#harness/emulators/cln/socket-server';
import { LOCK_FILE } from '#harness/emulators/folder-claim';
import { FOLDER_NAME, isEmulated } from '#harness/emulators/start-network';
import { InputError } from '#harness/input/input-error';
import type { LoadedTopology } from '#harness/input/load-topology';
import type { Network, NetworkNode } from '#topologies/network';
import { EnvironmentUnavailable } from '../run/environment-unavailable.ts';
import { folderNames } from './node-folders.ts';
import { FILES } from './running-file.ts';

const RESERVED: readonly string[] = [...Object.values(FILES), LOCK_FILE];

/**
 * What can be known to fail before anything is made.
 * @throws InputError, where the topology cannot be served anywhere; EnvironmentUnavailable, where it cannot be in this folder
 */
export function checkStart(topology: LoadedTopology, folder: string): void {
  const { network } = topology;
  const folderOf = folderNames(network);
  const served = servedNodes(network);
  if (served.length === 0)
    refuse(
      topology,
      'no node of lnd, cln or eclair',
      'at least one with `implementation: lnd`, `cln` or `eclair`',
      'no other daemon has an API here, so there would be nothing to talk to',
    );
  for (const node of served) {
    const name = folderOf(node);
    if (!FOLDER_NAME.test(name) || RESERVED.some((one) => one.toLowerCase() === name.toLowerCase()))
      refuse(
        topology,
        `a node named ${JSON.stringify(name)}`,
        `a name that begins with a letter or digit, and is none of ${RESERVED.join(', ')}`,
        'each node gets a folder of its name',
      );
    if (node.implementation !== 'cln') continue;
    try {
      checkSocketPath(join(folder, name, 'regtest', 'lightning-rpc'));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new EnvironmentUnavailable(`${node.name}: ${error.message} with --dir DIR.`);
    }
  }
}

/** Those that get an API. */
export function servedNodes({ nodes }: Network): readonly NetworkNode[] {
  return nodes.filter(({ implementation }) => isEmulated(implementation));
}

function refuse({ file }: LoadedTopology, found: string, allowed: string, message: string): never {
  throw new InputError([{ file, line: 0, column: 0, path: '', found, allowed, message }]);
}
