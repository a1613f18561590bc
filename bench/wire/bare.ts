import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, request as requestPlain } from 'node:http';
import { Agent as HttpsAgent, request as requestSecure } from 'node:https';
import { createConnection, type Socket } from 'node:net';
import { type ClientReadableStream, credentials, Metadata } from '@grpc/grpc-js';
import type { Endpoint } from '#harness/emulators/emulator';
import type { Bill } from './calls.ts';
import { routerStub } from './lnd-stub.ts';
import type { Wire } from './wires.ts';

type Ask = (bill: Bill) => Promise<unknown>;

/** The calls as a program makes them that has the client library and nothing around it; answers are parsed. */
export interface BareClient {
  readonly pay: Ask;
  readonly lookup: Ask;
  close(): void;
}

export function bareClient(wire: Wire, endpoint: Endpoint): BareClient {
  switch (endpoint.daemon) {
    case 'lnd':
      return overGrpc(endpoint.grpc, readFileSync(endpoint.tlsCertFile), readFileSync(endpoint.macaroonFile));
    case 'cln':
      return wire === 'cln-rest'
        ? overHttps(endpoint.rest, readFileSync(endpoint.caFile), readFileSync(endpoint.runeFile, 'utf8'))
        : overSocket(endpoint.socketFile);
    case 'eclair':
      return overHttp(endpoint.http, readFileSync(endpoint.passwordFile, 'utf8'));
  }
}

function overGrpc(target: string, certificate: Buffer, macaroon: Buffer): BareClient {
  const client = new (routerStub())(target, credentials.createSsl(certificate), {
    'grpc.ssl_target_name_override': 'localhost',
    'grpc.default_authority': 'localhost',
  });
  const metadata = new Metadata();
  metadata.set('macaroon', macaroon.toString('hex'));
  const first = (method: 'SendPaymentV2' | 'TrackPaymentV2', request: object) =>
    new Promise((resolve, reject) => {
      const call = client[method]!(request, metadata) as unknown as ClientReadableStream<unknown>;
      call.on('data', resolve);
      call.on('error', reject);
    });
  return {
    pay: ({ text }) =>
      first('SendPaymentV2', {
        payment_request: text,
        fee_limit_msat: '100000',
        timeout_seconds: 60,
        max_parts: 1,
        cltv_limit: 1_440,
        no_inflight_updates: true,
      }),
    lookup: ({ hash }) => first('TrackPaymentV2', { payment_hash: Buffer.from(hash, 'hex') }),
    close: () => client.close(),
  };
}

/** One call at a time on each connection; connections are kept. */
function overSocket(path: string): BareClient {
  const idle: Socket[] = [];
  const all: Socket[] = [];
  let calls = 0;
  const connect = () => {
    const socket = createConnection({ path });
    all.push(socket);
    return socket;
  };
  const ask = (method: string, params: object) =>
    new Promise((resolve) => {
      const socket = idle.pop() ?? connect();
      let text = '';
      const hear = (chunk: Buffer) => {
        text += chunk.toString('utf8');
        if (!text.endsWith('\n\n')) return;
        socket.off('data', hear);
        idle.push(socket);
        resolve(JSON.parse(text));
      };
      socket.on('data', hear);
      socket.write(JSON.stringify({ jsonrpc: '2.0', id: `bench#${++calls}`, method, params }));
    });
  return {
    pay: ({ text }) => ask('xpay', xpayParams(text)),
    lookup: ({ hash }) => ask('listsendpays', { payment_hash: hash }),
    close: () => {
      for (const socket of all) socket.destroy();
    },
  };
}

function overHttps(url: string, ca: Buffer, rune: string): BareClient {
  const agent = new HttpsAgent({ keepAlive: true, ca });
  const headers = { Rune: rune, 'Content-Type': 'application/json' };
  const ask = (method: string, params: object) =>
    posted(`${url}/v1/${method}`, JSON.stringify(params), { agent, headers });
  return {
    pay: ({ text }) => ask('xpay', xpayParams(text)),
    lookup: ({ hash }) => ask('listsendpays', { payment_hash: hash }),
    close: () => agent.destroy(),
  };
}

function overHttp(url: string, password: string): BareClient {
  const agent = new HttpAgent({ keepAlive: true });
  const authorization = `Basic ${Buffer.from(`:${password}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  const ask = (method: string, form: Record<string, string>) =>
    posted(`${url}/${method}`, new URLSearchParams(form).toString(), { agent, headers });
  return {
    pay: ({ text }) =>
      ask('payinvoice', {
        invoice: text,
        maxAttempts: '5',
        maxFeeFlatSat: '100',
        maxFeePct: '0',
        blocking: 'true',
      }),
    lookup: ({ hash }) => ask('getsentinfo', { paymentHash: hash }),
    close: () => agent.destroy(),
  };
}

function xpayParams(invstring: string): object {
  return { invstring, maxfee: 100_000, retry_for: 60, maxdelay: 1_440 };
}

function posted(
  url: string,
  body: string,
  { agent, headers }: { agent: HttpAgent; headers: Record<string, string> },
): Promise<unknown> {
  const request = agent instanceof HttpsAgent ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const length = { 'Content-Length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', agent, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
