import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'lossless-json';
import { makeCertificate } from '#harness/emulators/certificates';
import type { ClnTransport } from './client.ts';
import { Frames } from './frames.ts';
import { type Json, type JsonObject, parseJson } from './json.ts';

/** How one call is answered; nothing is answered until one of these is called. */
export interface Answer {
  result(value: unknown): void;
  error(code: number | null, message: string, status?: number): void;
  /** These bytes instead of an answer. */
  raw(bytes: string, status?: number): void;
  /** Half of an answer, then the end of the connection. */
  cut(): void;
  reset(): void;
  /** JSON without an end, as fast as it is read. */
  endless(): void;
}
export interface FakeCall {
  readonly method: string;
  readonly params: JsonObject;
  /** 1, 2, 3 … in the order of opening. */
  readonly connection: number;
  readonly headers: IncomingMessage['headers'];
}
export type Handler = (call: FakeCall, answer: Answer) => void;

export interface FakeCln {
  readonly transport: ClnTransport;
  /** All calls, in the order of arrival. */
  readonly calls: FakeCall[];
  handler: Handler;
  bytesSent: number;
  /** Resolves with the next call of this method that arrives. */
  arrival(method: string): Promise<FakeCall>;
  /** Breaks all connections. */
  hangUp(): void;
  stop(): Promise<void>;
}

export const RUNE = 'zM0hT2J5dGVzLW9mLWEtcnVuZQ==';
const CERTIFICATE = makeCertificate({ commonName: 'fake clnrest', isAuthority: true });
export const CA = CERTIFICATE.cert;

/** A small Core Lightning that says what a test wants it to say, on a real socket. */
export async function fakeCln(kind: 'unix' | 'rest', handler: Handler): Promise<FakeCln> {
  const sockets = new Set<Socket>();
  const waiting: { method: string; resolve: (call: FakeCall) => void }[] = [];
  let connections = 0;
  const numbers = new WeakMap<object, number>();
  const took = (call: FakeCall, answer: Answer): void => {
    fake.calls.push(call);
    for (const { resolve } of waiting.filter(({ method }) => method === call.method)) resolve(call);
    fake.handler(call, answer);
  };
  const opened = (socket: Socket): void => {
    connections += 1;
    numbers.set(socket, connections);
    sockets.add(socket);
    socket.on('error', () => sockets.delete(socket));
    socket.on('close', () => sockets.delete(socket));
  };
  const folder = mkdtempSync(join(tmpdir(), 'cln-'));
  const path = join(folder, 'lightning-rpc');
  let server: Server;
  if (kind === 'unix') {
    server = createServer((socket) => {
      opened(socket);
      const frames = new Frames(1_000_000);
      socket.on('data', (chunk) => {
        for (const text of frames.push(chunk)) {
          const { id, method, params } = parseJson(text) as JsonObject;
          const call = {
            method,
            params,
            connection: numbers.get(socket),
            headers: {},
          } as unknown as FakeCall;
          took(call, socketAnswer(socket, id as Json, fake));
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
  } else {
    const secure = createHttpsServer(
      { cert: CERTIFICATE.cert, key: CERTIFICATE.key },
      (request, response) => {
        let body = '';
        request.on('data', (chunk) => {
          body += chunk;
        });
        request.on('end', () => {
          const method = (request.url ?? '').replace('/v1/', '');
          const connection = numbers.get(request.socket) ?? 0;
          const params = parseJson(body) as JsonObject;
          took({ method, params, connection, headers: request.headers }, httpAnswer(request, response, fake));
        });
      },
    );
    secure.on('secureConnection', opened);
    server = secure;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  const port = kind === 'rest' ? (server.address() as AddressInfo).port : 0;
  const fake: FakeCln = {
    transport:
      kind === 'unix'
        ? { kind, path }
        : { kind, url: `https://127.0.0.1:${port}`, ca: { text: CA }, rune: { text: RUNE } },
    calls: [],
    handler,
    bytesSent: 0,
    arrival: (method) => new Promise((resolve) => waiting.push({ method, resolve })),
    hangUp: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return fake;
}

/** A web server that knows nothing of Lightning, with the same certificate or none at all. */
export async function plainHttp(respond: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createHttpServer(respond);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, stop: () => new Promise((resolve) => server.close(resolve)) };
}

function socketAnswer(socket: Socket, id: Json, fake: FakeCln): Answer {
  const say = (message: object) => socket.write(`${stringify({ jsonrpc: '2.0', id, ...message })}\n\n`);
  return {
    result: (result) => say({ result }),
    error: (code, message) => say({ error: { ...(code === null ? {} : { code }), message } }),
    raw: (bytes) => socket.write(bytes),
    cut: () => socket.end(`{"jsonrpc":"2.0","id":${stringify(id)},"result":{"payment_pre`),
    reset: () => socket.destroy(),
    endless: () => pour(socket, `{"jsonrpc":"2.0","id":${stringify(id)},"result":{"payments":["`, fake),
  };
}

function httpAnswer(request: IncomingMessage, response: ServerResponse, fake: FakeCln): Answer {
  const say = (status: number, text: string): void => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(text);
  };
  return {
    result: (result) => say(201, stringify(result) ?? ''),
    error: (code, message, status = code === -32601 ? 404 : 500) =>
      say(status, stringify({ code, message }) ?? ''),
    raw: (bytes, status = 201) => say(status, bytes),
    cut: () => {
      response.writeHead(201, { 'Content-Length': 1000 });
      response.write('{"payment_pre', () => request.socket.destroy());
    },
    reset: () => request.socket.destroy(),
    endless: () => {
      response.writeHead(201);
      pour(response, '{"payments":["', fake);
    },
  };
}

function pour(into: Socket | ServerResponse, head: string, fake: FakeCln): void {
  const chunk = 'x'.repeat(65_536);
  into.write(head);
  const more = (): void => {
    for (let going = true; going && !into.destroyed; fake.bytesSent += chunk.length)
      going = into.write(chunk);
  };
  into.on('drain', more);
  more();
}
