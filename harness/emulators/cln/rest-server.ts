import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ServerCertificate } from './certificates.ts';
import type { ClnNode } from './cln-node.ts';
import { serve } from './line.ts';
import { RestLine } from './rest-line.ts';
import { METHOD_NOT_FOUND } from './rpc-error.ts';
import { isObject, readJson, type WireObject } from './wire-json.ts';

const HOST = '127.0.0.1';

/** clnrest: `POST /v1/<method>` over HTTPS (adapters.md §4.1; `plugins/rest-plugin` of v26.06.6). */
export class RestServer {
  readonly #node: ClnNode;
  readonly #certificate: ServerCertificate;
  readonly #sockets = new Set<Duplex>();
  #port: number;
  #server: Server | null = null;

  /** @param port 0: any that is free; after `open` it is always the same. */
  constructor(node: ClnNode, certificate: ServerCertificate, port: number) {
    this.#node = node;
    this.#certificate = certificate;
    this.#port = port;
  }

  get url(): string {
    return `https://${HOST}:${this.#port}`;
  }

  /** Resolves when it can be called. */
  async open(): Promise<void> {
    // Connections are closed by clients and faults only, never because the wall clock says so.
    const server = createServer(
      {
        ...this.#certificate,
        keepAliveTimeout: 0,
        requestTimeout: 0,
        headersTimeout: 0,
        connectionsCheckingInterval: 2 ** 30,
      },
      (request, response) => this.#receive(request, response),
    );
    server.setTimeout(0);
    server.on('connection', (socket) => this.#accept(socket));
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, HOST, resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Resolves when the port is free. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.cut();
    if (server !== null) await new Promise((resolve) => server.close(resolve));
  }

  /** Ends all connections, and goes on listening. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  #accept(socket: Duplex): void {
    if (this.#node.desk.state === 'down') {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    if (socket instanceof Socket) socket.setNoDelay(true);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => response.destroy());
    request.on('end', () => this.#read(request, response, Buffer.concat(chunks).toString('utf8')));
  }

  /** In the order of `handlers.rs`: path, HTTP method, body, rune, command. */
  #read({ url = '', method, headers }: IncomingMessage, response: ServerResponse, body: string): void {
    const command = /^\/v1\/([^?]+)/.exec(url)?.[1];
    const line = new RestLine(this.#node, response, command ?? '', headers.rune);
    const params = paramsIn(body);
    // Said when the daemon reads it: not while it hangs.
    const say = (status: number, code: number | null, message: string) =>
      this.#node.desk.later(0, () => line.say(status, code, message));
    if (command === 'list-methods' && method === 'GET') this.#node.desk.later(0, () => line.listMethods());
    else if (command === undefined) say(404, METHOD_NOT_FOUND, 'Path not found');
    else if (method !== 'POST')
      say(405, METHOD_NOT_FOUND, 'Path invalid, http_method must be POST for CLN methods');
    else if (!JSON_TYPES.test(headers['content-type'] ?? 'application/json'))
      say(406, null, `Unsupported content-type header: ${headers['content-type']}`);
    else if (typeof params === 'string') say(500, null, params);
    else serve(this.#node, command, params, line.with(params));
  }
}

const JSON_TYPES = /\*\/\*|application\/json/;

/** The parameters, without those that are null; or what is wrong with the body. */
function paramsIn(body: string): WireObject | string {
  if (body === '') return {};
  try {
    const params = readJson(body);
    if (isObject(params))
      return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));
  } catch {
    return `Could not parse \`${body}\` JSON request: expected value at line 1 column 1`;
  }
  return `Could not parse \`${body}\` JSON request: invalid type, expected a map at line 1 column 0`;
}
