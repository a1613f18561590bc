import { join } from 'node:path';
import { checkSocketPath } from '#harness/emulators/cln/socket-server';
import { FOLDER_NAME, isEmulated } from '#harness/emulators/start-network';
import { InputError } from '#harness/input/input-error';
import type { LoadedTopology } from '#harness/input/load-topology';
import { EnvironmentUnavailable } from '../run/environment-unavailable.ts';
import { folderNames } from './node-folders.ts';
import { FILES } from './running-file.ts';

const PORT_MAX = 65_535;
const RESERVED = [...Object.values(FILES), 'running.pid'] as const;

/**
 * What can be known to fail before anything is made.
 * @throws InputError, where the topology cannot be served anywhere; EnvironmentUnavailable, where it cannot be in this folder or on these ports
 */
export function checkStart(topology: LoadedTopology, folder: string, portBase: number | null): void {
  const { network } = topology;
  const folderOf = folderNames(network);
  const served = network.nodes.filter(({ implementation }) => isEmulated(implementation));
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
  if (portBase !== null && portBase + served.length - 1 > PORT_MAX)
    throw new EnvironmentUnavailable(
      `${served.length} nodes from port ${portBase} on do not fit below ${PORT_MAX}: choose --port-base ${PORT_MAX + 1 - served.length} or less.`,
    );
}

function refuse({ file }: LoadedTopology, found: string, allowed: string, message: string): never {
  throw new InputError([{ file, line: 0, column: 0, path: '', found, allowed, message }]);
}
