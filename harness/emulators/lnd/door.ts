import {
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

const HOST = '127.0.0.1';

/** Certificate and private key, PEM. */
export interface DoorKey {
  readonly cert: string;
  readonly key: string;
}

/** One HTTP/2 request, and the connection on which it came. */
export interface Knock {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  /** Ends the connection after what was written, with all calls on it. */
  drop(): void;
}

/**
 * A TLS and HTTP/2 server of which every socket is in our hands: a fault ends one, a daemon that goes down closes the
 * listener and all of them, and comes back on the same port. (The server of `@grpc/grpc-js` hides its sockets, so it is not
 * used; what gRPC adds to HTTP/2 is in `grpc-wire.ts`.)
 */
export class Door {
  readonly #http2: Http2SecureServer;
  readonly #knocked: (knock: Knock) => void;
  /** By the port of their other end, by which the sessions name them too. */
  readonly #sockets = new Map<number, Socket>();
  /** Ended by us, and not yet by the other end. Nothing is read from them any more. */
  readonly #ended = new Set<Socket>();
  /** Who came while the daemon hung: the kernel has accepted them, nobody has greeted them. */
  readonly #waiting: Socket[] = [];
  #listener: Server | null = null;
  #port: number;
  #hung = false;

  constructor(pem: DoorKey, port: number, knocked: (knock: Knock) => void) {
    this.#port = port;
    this.#knocked = knocked;
    const { cert, key } = pem;
    this.#http2 = createSecureServer({
      cert,
      key,
      ALPNProtocols: ['h2'],
      maxSessionMemory: SESSION_MEGABYTES,
      // grpc-go counts no resets: who looks up what is in flight resets a stream each time.
      streamResetBurst: RESETS_MAX,
      streamResetRate: RESETS_MAX,
    });
    this.#http2.on('session', (session) => {
      const socket = this.#sockets.get(session.socket.remotePort ?? -1);
      session.on('stream', (stream, headers) => {
        if (socket !== undefined && !this.#ended.has(socket))
          this.#knocked({ stream, headers, drop: () => this.#drop(socket) });
        else stream.on('error', () => undefined);
      });
      // A connection that breaks ends its calls, and each of them has its own `close`.
      session.on('error', () => undefined);
    });
    // Plaintext, or a certificate that the client does not like: it hears of it itself.
    this.#http2.on('tlsClientError', () => undefined);
    this.#http2.on('sessionError', () => undefined);
  }

  /** 0 until it was opened for the first time, when any port was wanted. */
  get port(): number {
    return this.#port;
  }

  /** Listens. @throws Error when the port is in use */
  open(): Promise<void> {
    if (this.#listener !== null) return Promise.resolve();
    const listener = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#listener = listener;
    return new Promise((resolve, reject) => {
      listener.once('error', (error) => {
        this.#listener = null;
        reject(error);
      });
      listener.listen(this.#port, HOST, () => {
        this.#port = (listener.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Closes the listener and ends every connection. */
  close(): void {
    this.#listener?.close();
    this.#listener = null;
    this.#hung = false;
    this.cut();
  }

  /** Ends every connection and goes on listening. */
  cut(): void {
    // Nobody reads these, so nobody would hear that the other end closes.
    for (const socket of this.#waiting.splice(0)) socket.destroy();
    for (const socket of this.#sockets.values()) if (!socket.destroyed) this.#drop(socket);
  }

  /** For good: also those go whose other end has not noticed. */
  destroy(): void {
    this.close();
    for (const socket of this.#ended) socket.destroy();
  }

  /** Whoever connects from now on is greeted only after `resume`. */
  hang(): void {
    this.#hung = true;
  }

  resume(): void {
    this.#hung = false;
    for (const socket of this.#waiting.splice(0))
      if (!socket.destroyed) this.#http2.emit('connection', socket);
  }

  /**
   * The other end reads that it is over, and closes. Not by a reset: Node's own HTTP/2 client (seen with 24.21, TLS, many calls at
   * once) that is reset while it writes stops reading, never notices, and keeps its calls waiting for ever.
   */
  #drop(socket: Socket): void {
    this.#ended.add(socket);
    socket.end();
  }

  #accept(socket: Socket): void {
    const port = socket.remotePort ?? -1;
    this.#sockets.set(port, socket);
    socket.on('close', () => {
      this.#ended.delete(socket);
      if (this.#sockets.get(port) === socket) this.#sockets.delete(port);
    });
    // `close` follows.
    socket.on('error', () => undefined);
    if (this.#hung) this.#waiting.push(socket);
    else this.#http2.emit('connection', socket);
  }
}

/** Of one connection's calls: sixty-four at once are usual, ten thousand possible. */
const SESSION_MEGABYTES = 1_000;
const RESETS_MAX = 1_000_000;
