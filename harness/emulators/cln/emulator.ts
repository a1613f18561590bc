import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Emulator, EmulatorOptions } from '../emulator.ts';
import { certificatesIn } from './certificates.ts';
import { ClnNode } from './cln-node.ts';
import { hsmSecretIn } from './hsm-secret.ts';
import { RestServer } from './rest-server.ts';
import { checkSocketPath, SocketServer } from './socket-server.ts';

export interface ClnEmulatorOptions extends EmulatorOptions {
  /** Boltz' plugin for hold invoices is installed; when not given, it is. */
  readonly holdPlugin?: boolean;
}

/**
 * A Core Lightning node: JSON-RPC on `<folder>/regtest/lightning-rpc`, and clnrest. Files are where a lightning-dir has them;
 * `regtest/rune` holds an unrestricted rune, as `createrune` makes it.
 * @throws RangeError when the folder's path is too long for a unix socket; Error when the port is in use.
 */
export async function startCln(options: ClnEmulatorOptions): Promise<Emulator> {
  const { desk, folder, port, version = 'v26.06.6', holdPlugin = true } = options;
  const networkFolder = join(folder, 'regtest');
  const socketFile = join(networkFolder, 'lightning-rpc');
  const runeFile = join(networkFolder, 'rune');
  checkSocketPath(socketFile);
  mkdirSync(networkFolder, { recursive: true });
  const certificate = certificatesIn(networkFolder);
  const hsmSecret = hsmSecretIn(networkFolder, desk.random.fork('hsm_secret'));
  const node = new ClnNode({ desk, version, networkFolder, hsmSecret, holdPlugin });
  writeFileSync(runeFile, `${node.runes.create([]).rune}\n`, { mode: 0o600 });
  const socket = new SocketServer(node, socketFile);
  const rest = new RestServer(node, certificate, port);
  // Its port is only known once it is open.
  await rest.open();
  try {
    await socket.open();
  } catch (error) {
    await rest.close();
    throw error;
  }
  if (desk.state === 'down') die(socket, rest);
  const stopListening = desk.listen({
    told() {},
    invoiceChanged() {},
    recordChanged() {},
    block() {},
    connectionsCut() {
      socket.cut();
      rest.cut();
    },
    moved(state) {
      if (state === 'down') die(socket, rest);
      else if (state === 'up' && !socket.isOpen) {
        // Nobody waits for it: until it listens, callers are refused as they are while a daemon starts.
        reopen(desk, socket);
        reopen(desk, rest);
      }
    },
  });
  return {
    desk,
    endpoint: { daemon: 'cln', socketFile, rest: rest.url, caFile: join(networkFolder, 'ca.pem'), runeFile },
    async stop() {
      stopListening();
      node.stop();
      socket.stop();
      await rest.close();
    },
  };
}

/** When somebody else has the port of a daemon that comes back. Virtual ms. */
const TRY_AGAIN_MS = 100;

function reopen(desk: EmulatorOptions['desk'], door: SocketServer | RestServer): void {
  door.open().catch(() => desk.later(TRY_AGAIN_MS, () => reopen(desk, door)));
}

function die(socket: SocketServer, rest: RestServer): void {
  socket.die();
  void rest.close();
}
