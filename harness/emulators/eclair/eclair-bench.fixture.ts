import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { Implementation } from '#topologies/network';
import type { EmulatedDesk } from '../desk.ts';
import type { EmulatedNetwork, EmulatedNetworkOptions } from '../emulated-network.ts';
import type { Emulator } from '../emulator.ts';
import { smallEmulatedNetwork } from '../network.fixture.ts';
import { startEclair } from './emulator.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what is on the wire is what the test looks at
  readonly body: any;
}

export interface BenchOptions {
  readonly implementations?: { readonly payer: Implementation; readonly payee?: Implementation };
  readonly network?: Partial<EmulatedNetworkOptions>;
  readonly version?: string;
}

/** An emulated Eclair at the node `payer` of a small network, and a bare HTTP client of it. */
export class EclairBench {
  readonly it: EmulatedNetwork;
  readonly emulator: Emulator;
  readonly password: string;
  readonly #folder: string;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(it: EmulatedNetwork, emulator: Emulator, folder: string, password: string) {
    this.it = it;
    this.emulator = emulator;
    this.#folder = folder;
    this.password = password;
  }

  static async start({ implementations, network, version }: BenchOptions = {}): Promise<EclairBench> {
    const it = smallEmulatedNetwork(implementations ?? { payer: 'eclair', payee: 'eclair' }, network);
    const folder = mkdtempSync(join(tmpdir(), 'eclair-emulator-'));
    const desk = it.desk('payer');
    const emulator = await startEclair({ desk, folder, port: 0, ...(version !== undefined && { version }) });
    if (emulator.endpoint.daemon !== 'eclair') throw new Error(emulator.endpoint.daemon);
    const password = readFileSync(emulator.endpoint.passwordFile, 'utf8').trim();
    return new EclairBench(it, emulator, folder, password);
  }

  get payee(): EmulatedDesk {
    return this.it.desk('payee');
  }

  get folder(): string {
    return this.#folder;
  }

  get http(): string {
    const { endpoint } = this.emulator;
    return endpoint.daemon === 'eclair' ? endpoint.http : '';
  }

  invoice(amountMsat: number | null = 10_000_000, more: { holdHash?: string; expirySeconds?: number } = {}) {
    const wish = { amountMsat, description: 'coffee', expirySeconds: 3600, ...more };
    return this.payee.createInvoice(wish).invoice;
  }

  /** Sends a call; what is under way is only answered while the network runs. */
  send(
    method: string,
    form: Readonly<Record<string, string | number | boolean>> = {},
    more: { verb?: string; password?: string | null; contentType?: string; body?: string } = {},
  ): Promise<HttpAnswer> {
    const {
      verb = 'POST',
      password = this.password,
      contentType = 'application/x-www-form-urlencoded',
    } = more;
    const fields = Object.entries(form).map(([name, value]): [string, string] => [name, String(value)]);
    const body = more.body ?? new URLSearchParams(fields).toString();
    const headers = {
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      ...(password !== null && {
        authorization: `Basic ${Buffer.from(`:${password}`).toString('base64')}`,
      }),
    };
    return new Promise((resolve, reject) => {
      const asked = request(
        `${this.http}/${method}`,
        { method: verb, headers, agent: this.#agent },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            const isJson = answer.headers['content-type'] === 'application/json';
            const { statusCode = 0 } = answer;
            resolve({
              status: statusCode,
              headers: answer.headers,
              text,
              body: isJson ? JSON.parse(text) : text,
            });
          });
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });
  }

  /** Sends a call and lets the network run until it is answered. */
  ask(...call: Parameters<EclairBench['send']>): Promise<HttpAnswer> {
    return this.it.until(this.send(...call));
  }

  async rows(hash: string) {
    return (await this.ask('getsentinfo', { paymentHash: hash })).body;
  }

  /** What the event stream says, in order. */
  async follow(): Promise<{ events: Record<string, unknown>[]; socket: WebSocket }> {
    const socket = new WebSocket(`${this.http.replace('http', 'ws')}/ws`, {
      auth: `:${this.password}`,
      perMessageDeflate: false,
    });
    const events: Record<string, unknown>[] = [];
    socket.on('message', (data) => events.push(JSON.parse(String(data))));
    await this.it.until(
      new Promise((resolve, reject) => {
        socket.on('open', resolve);
        socket.on('error', reject);
      }),
    );
    return { events, socket };
  }

  kill(): void {
    this.it.act((world) => world.setNode(0, 'down', 'kill'));
  }

  revive(): void {
    this.it.act((world) => world.setNode(0, 'up', 'start'));
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.emulator.stop();
    this.it.stop();
    rmSync(this.#folder, { recursive: true });
  }
}
