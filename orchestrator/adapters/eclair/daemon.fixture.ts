import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { DaemonEpoch, IntentId, NodeName, PaymentHash } from '../../domain/ids.ts';
import type { Msat } from '../../domain/money.ts';
import type { LightningNode } from '../../ports/lightning-node.ts';
import type { LookupCall, PayCall } from '../../ports/node.ts';
import type { Timers } from '../../ports/timers.ts';
import { createEclairNode } from './client.ts';
import type { EclairOptions } from './options.ts';
import { type RecordedName, recordedAnswer } from './recorded.fixture.ts';

export interface Asked {
  readonly call: string;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}
export interface Exchange extends Asked {
  readonly response: ServerResponse;
  readonly socket: Socket;
  reply(status: number, body: unknown): void;
}
type Answer = (exchange: Exchange) => void;

export const PASSWORD = 'correct horse';
export const WALL: Timers = {
  nowMs: () => Date.now(),
  after(ms, ring) {
    const timer = setTimeout(ring, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** A real HTTP server that says what a test tells it to say, and remembers what it was asked. */
export class ScriptedDaemon {
  readonly asked: Asked[] = [];
  readonly sockets = new Set<Socket>();
  readonly server: Server;
  /** Shown by `getinfo`. */
  instanceId = 'epoch-1';
  readonly #answers = new Map<string, Answer>();

  private constructor() {
    this.server = createServer((request, response) => this.#read(request, response));
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    const info = recordedAnswer('getinfo').body as object;
    this.on('getinfo', ({ reply }) => reply(200, { ...info, instanceId: this.instanceId }));
  }

  static async start(port = 0): Promise<ScriptedDaemon> {
    const daemon = new ScriptedDaemon();
    await new Promise<void>((resolve) => daemon.server.listen(port, '127.0.0.1', resolve));
    return daemon;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  on(call: string, answer: Answer): this {
    this.#answers.set(call, answer);
    return this;
  }

  says(call: string, status: number, body: unknown): this {
    return this.on(call, ({ reply }) => reply(status, body));
  }

  /** As the real one said. */
  replays(call: string, name: RecordedName): this {
    const { status, body } = recordedAnswer(name);
    return this.says(call, status, body);
  }

  times(call: string): number {
    return this.asked.filter((asked) => asked.call === call).length;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #read(request: IncomingMessage, response: ServerResponse): void {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      const call = (request.url ?? '').slice(1);
      const { authorization } = request.headers;
      const asked: Asked = { call, form: new URLSearchParams(text), authorization };
      this.asked.push(asked);
      const reply = (status: number, body: unknown) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(typeof body === 'string' && body.startsWith('<') ? body : JSON.stringify(body));
      };
      const answer = this.#answers.get(call);
      if (answer === undefined) reply(404, recordedAnswer('unknown method').body);
      else answer({ ...asked, response, socket: request.socket, reply });
    });
  }
}

export const NAME = 'alice' as NodeName;

export function nodeOf(port: number, change: Partial<EclairOptions> = {}): LightningNode {
  return createEclairNode({
    name: NAME,
    url: `http://127.0.0.1:${port}`,
    password: { text: PASSWORD },
    network: 'regtest',
    host: { timers: WALL, epoch: () => '' },
    ...change,
  });
}

const EPOCH = 'epoch-1' as DaemonEpoch;

export function payOf(name: RecordedName, change: Partial<PayCall> = {}): PayCall {
  const { hash, form } = recordedAnswer(name);
  const invoice = form.invoice ?? 'lnbcrt10u1pfixture';
  return {
    callId: 1,
    intent: 'int_1' as IntentId,
    attemptNo: 1,
    node: NAME,
    invoice,
    hash: hash as PaymentHash,
    epochAtSend: EPOCH,
    amountMsat: (invoice.startsWith('lnbcrt1m') ? 100_000_000n : 1_000_000n) as Msat,
    feeLimitMsat: 21_000n as Msat,
    attemptWindowMs: 20_000,
    timeoutMs: 1500,
    partsMax: 16,
    cltvLimitBlocks: 1008,
    ...change,
  };
}

export function lookupOf(hash: string, timeoutMs = 1500): LookupCall {
  return {
    callId: 2,
    intent: 'int_1' as IntentId,
    attemptNo: 1,
    node: NAME,
    hash: hash as PaymentHash,
    epochAtSend: EPOCH,
    timeoutMs,
  };
}
