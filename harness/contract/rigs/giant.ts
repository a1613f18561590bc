import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Endpoint } from '../../emulators/emulator.ts';

/** More than any answer can be: 64 MiB, in pieces. */
const PIECE = Buffer.alloc(1 << 20, 'x');
const PIECES = 64;

export interface Giant {
  readonly endpoint: Endpoint;
  stop(): void;
}

/** Something at another door of the daemon, with its certificate, that answers every call with more than anybody should read. */
export async function startGiant(endpoint: Endpoint, folder: string, way: 'socket' | 'rest'): Promise<Giant> {
  switch (endpoint.daemon) {
    case 'lnd': {
      const pem = { cert: endpoint.tlsCertFile, key: join(dirname(endpoint.tlsCertFile), 'tls.key') };
      const server = createSecureServer(read(pem));
      server.on('stream', (stream) => {
        // A client that has read enough resets the stream.
        stream.on('error', () => stream.destroy());
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
        answer('', grpcHead()).pipe(stream);
      });
      return listening(server, (port) => ({ ...endpoint, grpc: `127.0.0.1:${port}` }));
    }
    case 'eclair':
      return listening(createHttpServer(huge(200)), (port) => ({
        ...endpoint,
        http: `http://127.0.0.1:${port}`,
      }));
    case 'cln': {
      if (way === 'socket') {
        const socketFile = join(folder, 'giant');
        const server = createSocketServer((socket) => {
          socket.on('error', () => socket.destroy());
          socket.once('data', () => answer('{"jsonrpc":"2.0","id":"').pipe(socket));
        });
        return listening(server, () => ({ ...endpoint, socketFile }), socketFile);
      }
      const lies = dirname(endpoint.caFile);
      const pem = { cert: join(lies, 'server.pem'), key: join(lies, 'server-key.pem') };
      return listening(createHttpsServer(read(pem), huge(201)), (port) => ({
        ...endpoint,
        rest: `https://127.0.0.1:${port}`,
      }));
    }
  }
}

function huge(status: number): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    answer('{"status":"').pipe(response);
  };
}

/** A message that is not compressed, and its length. */
function grpcHead(): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(PIECES * PIECE.length, 1);
  return head;
}

function answer(begins: string, head: Buffer = Buffer.from(begins)): Readable {
  return Readable.from(
    (function* () {
      yield head;
      for (let piece = 0; piece < PIECES; piece++) yield PIECE;
    })(),
    { objectMode: false },
  );
}

function read(pem: { readonly cert: string; readonly key: string }) {
  return { cert: readFileSync(pem.cert), key: readFileSync(pem.key) };
}

function listening(server: Server, endpointAt: (port: number) => Endpoint, path?: string): Promise<Giant> {
  const open = new Set<{ destroy(): void }>();
  server.on(server.listenerCount('secureConnection') > 0 ? 'secureConnection' : 'connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const opened = () =>
      resolve({
        endpoint: endpointAt(path === undefined ? (server.address() as AddressInfo).port : 0),
        stop: () => {
          for (const socket of open) socket.destroy();
          server.close();
        },
      });
    if (path === undefined) server.listen(0, '127.0.0.1', opened);
    else server.listen(path, opened);
  });
}
