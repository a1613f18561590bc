import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Exchange } from './exchange.ts';

export interface DoorKeeper {
  /** A request with its whole body; credentials are not checked yet. */
  came(exchange: Exchange): void;
  /** Somebody wants another protocol on this connection. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** The port is taken at the moment: to be tried again in a while. */
  retry(listen: () => void): void;
}

/** As akka-http limits it (`max-content-length`). */
const BODY_BYTES_MAX = 8 * 2 ** 20;

/** The HTTP server of one daemon on the loopback address. It closes and opens again on the same port. */
export class Door {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #keeper: DoorKeeper;
  #port: number;
  #isClosed = false;

  constructor(keeper: DoorKeeper, port: number) {
    this.#keeper = keeper;
    this.#port = port;
    // No limit by the wall clock: time belongs to the network.
    this.#server = createServer(
      { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, noDelay: true },
      (request, response) => this.#request(request, response),
    );
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('upgrade', (request, socket, head) => keeper.upgrade(request, socket, head));
    this.#server.on('clientError', (_error, socket) => socket.destroy());
  }

  get port(): number {
    return this.#port;
  }

  /** @throws Error with `code` EADDRINUSE and the like */
  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  /** Opens again. */
  reopen(): void {
    // While it was closed the system may have lent the port to somebody's outgoing connection.
    this.open().catch(() =>
      this.#keeper.retry(() => {
        if (!this.#isClosed) this.reopen();
      }),
    );
  }

  /** Nobody gets in any more, and whoever was in is thrown out. */
  shut(): void {
    if (this.#server.listening) this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** The connections of all who are in break. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (!this.#server.listening) return this.shut();
    const closed = new Promise<void>((resolve) => this.#server.once('close', () => resolve()));
    this.shut();
    await closed;
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > BODY_BYTES_MAX) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () => {
      const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      this.#keeper.came(new Exchange(request, response, body));
    });
  }
}
