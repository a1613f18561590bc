import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer, type Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js';
import { makeCertificate } from '#harness/emulators/certificates';
import type { Endpoint } from '#harness/emulators/emulator';
import { CLN_RESULTS, ECLAIR_BODIES, LND_PAYMENT, PAID_BILL } from '../wire/constants.ts';
import type { DaemonReady } from '../wire/daemon-process.ts';
import { routerStub } from '../wire/lnd-stub.ts';
import { DAEMON_OF, wireNamed } from '../wire/wires.ts';

/** A server that gives the same answer at once, whatever it is asked, in a process of its own. `constant-daemon.ts WIRE` */
const folder = mkdtempSync(join(tmpdir(), 'fulgurite-bench-'));
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const certificate = makeCertificate({ commonName: 'bench', isAuthority: true });

const START: Readonly<Record<Endpoint['daemon'], () => Promise<Endpoint>>> = { lnd, cln, eclair };
const endpoint = await START[DAEMON_OF[wireNamed(process.argv[2])]]();
process.on('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});
process.send?.({ endpoint, bills: [PAID_BILL] } satisfies DaemonReady);

async function lnd(): Promise<Endpoint> {
  const server = new Server();
  const answer = (call: ServerWritableStream<unknown, unknown>) => {
    call.write(LND_PAYMENT);
    call.end();
  };
  server.addService(routerStub().service, { SendPaymentV2: answer, TrackPaymentV2: answer });
  const { cert, key } = certificate;
  const credentials = ServerCredentials.createSsl(null, [
    { private_key: Buffer.from(key), cert_chain: Buffer.from(cert) },
  ]);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    daemon: 'lnd',
    grpc: `127.0.0.1:${port}`,
    tlsCertFile: file('tls.cert', cert),
    macaroonFile: file('admin.macaroon', Buffer.from('00', 'hex')),
  };
}

async function cln(): Promise<Endpoint> {
  const socketFile = join(folder, 'lightning-rpc');
  const bodies = new Map(
    Object.entries(CLN_RESULTS).map(([method, result]) => [method, JSON.stringify(result)]),
  );
  const socket = createSocketServer((connection) => {
    // Of both clients each message comes in one write, and one at a time.
    connection.on('data', (chunk: Buffer) => {
      const { id, method } = JSON.parse(chunk.toString('utf8')) as { id: string; method: string };
      connection.write(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${bodies.get(method)}}\n\n`);
    });
    connection.on('error', () => connection.destroy());
  });
  await new Promise<void>((resolve) => socket.listen(socketFile, resolve));
  const { cert, key } = certificate;
  const rest = createHttpsServer({ cert, key }, answering(201, '/v1/', bodies));
  return {
    daemon: 'cln',
    socketFile,
    rest: `https://127.0.0.1:${await portOf(rest)}`,
    caFile: file('ca.pem', cert),
    runeFile: file('rune', 'bench'),
  };
}

async function eclair(): Promise<Endpoint> {
  const bodies = new Map(
    Object.entries(ECLAIR_BODIES).map(([method, body]) => [method, JSON.stringify(body)]),
  );
  const server = createHttpServer(answering(200, '/', bodies));
  return {
    daemon: 'eclair',
    http: `http://127.0.0.1:${await portOf(server)}`,
    passwordFile: file('password', 'bench'),
  };
}

function answering(status: number, path: string, bodies: ReadonlyMap<string, string>) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const body = bodies.get(request.url!.slice(path.length))!;
    request.resume();
    request.on('end', () => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    });
  };
}

function portOf(server: NetServer): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
