import { existsSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { platform } from 'node:os';
import type { ClnNode } from './cln-node.ts';
import { SocketConnection } from './socket-connection.ts';

/** Bytes of a path in `sockaddr_un`, the final zero not counted. */
const PATH_BYTES_MAX = platform() === 'darwin' ? 103 : 107;

/** @throws RangeError when the operating system has no room for the path of the socket. */
export function checkSocketPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes > PATH_BYTES_MAX)
    throw new RangeError(
      `the path of a unix socket has at most ${PATH_BYTES_MAX} bytes here, and ${path} has ${bytes}: choose a shorter folder`,
    );
}

/** `lightning-rpc`: JSON-RPC 2.0 on a unix socket. */
export class SocketServer {
  readonly #node: ClnNode;
  readonly #path: string;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  constructor(node: ClnNode, path: string) {
    this.#node = node;
    this.#path = path;
  }

  get isOpen(): boolean {
    return this.#server !== null;
  }

  /** Resolves when it can be called. */
  async open(): Promise<void> {
    rmSync(this.#path, { force: true });
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#path, resolve);
    });
  }

  /** As `kill -9` leaves it: the file stays, and whoever connects to it is refused. */
  die(): void {
    const aside = `${this.#path}.dead`;
    // Node.js removes the file of a server that it closes.
    if (existsSync(this.#path)) renameSync(this.#path, aside);
    this.#shut();
    if (existsSync(aside)) renameSync(aside, this.#path);
  }

  stop(): void {
    this.#shut();
    rmSync(this.#path, { force: true });
  }

  /** Ends all connections, and goes on listening. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  #shut(): void {
    this.#server?.close();
    this.#server = null;
    this.cut();
  }

  #accept(socket: Socket): void {
    // Accepted by the operating system before the daemon died.
    if (this.#node.desk.state === 'down') {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    new SocketConnection(this.#node, socket).start();
  }
}
