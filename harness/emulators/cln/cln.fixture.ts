import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EmulatedNetwork } from '../emulated-network.ts';
import type { Emulator, Endpoint } from '../emulator.ts';
import { smallEmulatedNetwork } from '../network.fixture.ts';
import { type ClnEmulatorOptions, startCln } from './emulator.ts';
import { JsonFrames } from './framing.ts';
import { readJson, type Wire, type WireObject, writeJson } from './wire-json.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers as a bare client gets them, without types
export type Message = Record<string, any>;

export interface Cln {
  readonly name: string;
  readonly emulator: Emulator;
  readonly endpoint: Extract<Endpoint, { daemon: 'cln' }>;
  readonly folder: string;
  readonly rpc: BareSocket;
}

/** payer (Core Lightning) — router — payee (Core Lightning), and a bare client for each. */
export async function twoClns(
  more: Parameters<typeof smallEmulatedNetwork>[1] & Partial<ClnEmulatorOptions> = {},
): Promise<{ readonly network: EmulatedNetwork; readonly payer: Cln; readonly payee: Cln }> {
  const { holdPlugin, ...rest } = more;
  const network = smallEmulatedNetwork({ payer: 'cln', payee: 'cln' }, rest);
  onTestFinished(() => network.stop());
  const start = (name: string) => startOne(network, name, holdPlugin === undefined ? {} : { holdPlugin });
  return { network, payer: await start('payer'), payee: await start('payee') };
}

export async function startOne(
  network: EmulatedNetwork,
  name: string,
  options: Partial<ClnEmulatorOptions> = {},
  atEnd: (stop: () => Promise<void>) => void = onTestFinished,
): Promise<Cln> {
  const folder = mkdtempSync(join(tmpdir(), 'cln-'));
  const emulator = await startCln({ desk: network.desk(name), folder, port: 0, ...options });
  const endpoint = emulator.endpoint as Cln['endpoint'];
  const rpc = new BareSocket(endpoint.socketFile);
  atEnd(async () => {
    rpc.close();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });
  return { name, emulator, endpoint, folder, rpc };
}

/** Why no answer came: the socket closed, or something came that is no answer. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** JSON-RPC by hand. Answers are found by id, in whatever order they come. */
export class BareSocket {
  readonly socket: Socket;
  /** All that was said, in the order in which it came. */
  readonly heard: Message[] = [];
  readonly #frames = new JsonFrames();
  readonly #open = new Map<
    unknown,
    { readonly ok: (said: Message) => void; readonly no: (e: Error) => void }
  >();
  #ids = 0;
  text = '';

  constructor(path: string) {
    this.socket = createConnection({ path });
    const end = (why: string) => {
      for (const { no } of this.#open.values()) no(new NoAnswer(why));
      this.#open.clear();
    };
    this.socket.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('utf8');
      if (/^\s*[^\s{]/.test(this.text)) end('no JSON');
      try {
        for (const text of this.#frames.push(chunk)) this.#hear(readJson(text) as Message);
      } catch {
        end('no JSON');
      }
    });
    this.socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    this.socket.on('close', () => end('closed'));
  }

  /** The whole answer. @throws NoAnswer */
  ask(method: string, params: Wire = {}, more: WireObject = {}): Promise<Message> {
    const id = `test:${method}#${++this.#ids}`;
    return this.say({ jsonrpc: '2.0', id, method, params, ...more }, id);
  }

  /** @param id under which the answer is expected */
  say(request: Wire, id: unknown): Promise<Message> {
    return this.write(writeJson(request), id);
  }

  write(text: string, id: unknown): Promise<Message> {
    return new Promise((ok, no) => {
      this.#open.set(id, { ok, no });
      this.socket.write(text);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  #hear(said: Message): void {
    this.heard.push(said);
    this.#open.get(said.id)?.ok(said);
    this.#open.delete(said.id);
  }
}

export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly json: Message;
}

/** clnrest with nothing but `node:https`. */
export function post(
  { endpoint }: Cln,
  path: string,
  body: string,
  headers: Record<string, string> = { rune: readFileSync(endpoint.runeFile, 'utf8').trim() },
  method = 'POST',
): Promise<HttpAnswer> {
  const agent = new Agent({ ca: readFileSync(endpoint.caFile), keepAlive: false });
  return new Promise((resolve, reject) => {
    const sent = request(`${endpoint.rest}${path}`, { agent, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        const type = response.headers['content-type'] ?? '';
        const json = type === 'application/json' ? (readJson(text) as Message) : {};
        resolve({ status: response.statusCode ?? 0, type, body: text, json });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
