import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const JSON_TYPE = 'application/json';

/** One request that was read to its end, and the one answer that it gets. */
export class Exchange {
  readonly verb: string;
  /** Without its first `/` and without a query. */
  readonly path: string;
  readonly contentType: string;
  readonly authorization: string | undefined;
  readonly body: Buffer;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse, body: Buffer) {
    this.verb = request.method ?? '';
    this.path = (request.url ?? '').slice(1).split('?', 1)[0]!;
    this.contentType = request.headers['content-type'] ?? '';
    this.authorization = request.headers.authorization;
    this.body = body;
    this.#response = response;
  }

  /** Whether the client has hung up, or has its answer. */
  get isGone(): boolean {
    return this.#response.writableEnded || this.#response.destroyed || this.#socket.destroyed;
  }

  answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): void {
    if (this.isGone) return;
    this.#head(status, body, headers);
    this.#response.end(body);
  }

  /** Half of the answer, then nothing. */
  truncated(body: string): void {
    if (this.isGone) return;
    this.#head(200, body, {});
    const half = Buffer.from(body).subarray(0, Math.floor(Buffer.byteLength(body) / 2));
    this.#response.write(half, () => this.#socket.destroy());
  }

  /** The connection breaks. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Of the request: the response has none as long as Node.js has not seen the end of the one before on this connection. */
  get #socket(): Socket {
    return this.#response.req.socket;
  }

  #head(status: number, body: string, headers: Readonly<Record<string, string>>): void {
    this.#response.sendDate = false;
    this.#response.writeHead(status, {
      'content-type': JSON_TYPE,
      'content-length': Buffer.byteLength(body),
      ...headers,
    });
  }
}
