import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type ClientReadableStream,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceError,
  type StatusObject,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { onTestFinished } from 'vitest';
import type { EmulatedNetwork } from '../emulated-network.ts';
import type { Emulator, Endpoint } from '../emulator.ts';
import { smallEmulatedNetwork } from '../network.fixture.ts';
import { startLnd } from './emulator.ts';
import { PROTO_OPTIONS, protosFolder } from './protos.ts';

// biome-ignore lint/suspicious/noExplicitAny: messages as a bare client gets them, without types
export type Message = Record<string, any>;

/** The end of a call that had no answer, or of a stream. */
export interface Ended {
  readonly code: number;
  readonly details: string;
}

export interface Lnd {
  readonly emulator: Emulator;
  readonly endpoint: Extract<Endpoint, { daemon: 'lnd' }>;
  readonly folder: string;
  readonly client: BareClient;
}

/** payer (LND) — router — payee (LND), and a bare client for each. */
export async function twoLnds(
  more: Parameters<typeof smallEmulatedNetwork>[1] & { readonly version?: string } = {},
): Promise<{ readonly network: EmulatedNetwork; readonly payer: Lnd; readonly payee: Lnd }> {
  const { version, ...rest } = more;
  const network = smallEmulatedNetwork({ payer: 'lnd', payee: 'lnd', other: 'lnd' }, rest);
  onTestFinished(() => network.stop());
  const start = (name: string) => startOne(network, name, version);
  return { network, payer: await start('payer'), payee: await start('payee') };
}

export async function startOne(network: EmulatedNetwork, name: string, version?: string): Promise<Lnd> {
  const folder = mkdtempSync(join(tmpdir(), 'lnd-'));
  const emulator = await startLnd({
    desk: network.desk(name),
    folder,
    port: 0,
    ...(version !== undefined && { version }),
  });
  const endpoint = emulator.endpoint as Lnd['endpoint'];
  const client = new BareClient(endpoint);
  onTestFinished(async () => {
    client.close();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });
  return { emulator, endpoint, folder, client };
}

const SERVICES = {
  Lightning: 'lnrpc',
  State: 'lnrpc',
  WalletUnlocker: 'lnrpc',
  Router: 'routerrpc',
  Invoices: 'invoicesrpc',
  Versioner: 'verrpc',
  WalletKit: 'walletrpc',
} as const;
type Service = keyof typeof SERVICES;
const FILES = ['lightning', 'router', 'invoices', 'stateservice', 'verrpc', 'walletunlocker', 'walletkit'];

let definitions: Message | undefined;

/** `@grpc/grpc-js` as everybody uses it. */
export class BareClient {
  readonly #endpoint: Lnd['endpoint'];
  readonly #clients = new Map<string, Message>();
  readonly #metadata = new Metadata();

  constructor(endpoint: Lnd['endpoint'], macaroon: string | null = 'admin') {
    this.#endpoint = endpoint;
    if (macaroon !== null)
      this.#metadata.add(
        'macaroon',
        /^[0-9a-f]+$/.test(macaroon) ? macaroon : macaroonOf(endpoint, macaroon),
      );
  }

  with(metadata: (metadata: Metadata) => void): this {
    metadata(this.#metadata);
    return this;
  }

  ask(service: Service, method: string, request: Message = {}): Promise<Message> {
    return new Promise((resolve, reject) => {
      this.#client(service)[method](
        request,
        this.#metadata,
        (error: ServiceError | null, answer: Message) => {
          if (error === null) resolve(answer);
          else reject(error);
        },
      );
    });
  }

  /** How a unary call ends that is refused. */
  async refusal(service: Service, method: string, request: Message = {}): Promise<Ended> {
    try {
      await this.ask(service, method, request);
    } catch (error) {
      const { code, details } = error as ServiceError;
      return { code, details };
    }
    throw new Error(`${method} was answered`);
  }

  listen(service: Service, method: string, request: Message = {}): Heard {
    return new Heard(this.#client(service)[method](request, this.#metadata));
  }

  pay(request: Message): Heard {
    return this.listen('Router', 'SendPaymentV2', {
      fee_limit_msat: 100_000,
      timeout_seconds: 60,
      ...request,
    });
  }

  track(hash: string | Buffer, request: Message = {}): Heard {
    const payment_hash = typeof hash === 'string' ? Buffer.from(hash, 'hex') : hash;
    return this.listen('Router', 'TrackPaymentV2', { payment_hash, ...request });
  }

  invoice(request: Message = { value: '1000' }): Promise<Message> {
    return this.ask('Lightning', 'AddInvoice', request);
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  #client(service: Service): Message {
    const known = this.#clients.get(service);
    if (known !== undefined) return known;
    definitions ??= loadPackageDefinition(
      loadSync(
        FILES.map((file) => join(protosFolder(), `${file}.proto`)),
        { ...PROTO_OPTIONS, includeDirs: [protosFolder()] },
      ),
    );
    const Client = definitions[SERVICES[service]][service];
    const made: Message = new Client(
      this.#endpoint.grpc,
      credentials.createSsl(readFileSync(this.#endpoint.tlsCertFile)),
      { 'grpc.use_local_subchannel_pool': 1, 'grpc.enable_retries': 0 },
    );
    this.#clients.set(service, made);
    return made;
  }
}

export function macaroonOf({ macaroonFile }: Lnd['endpoint'], name: string): string {
  return readFileSync(join(dirname(macaroonFile), `${name}.macaroon`)).toString('hex');
}

/** What comes over one stream. */
export class Heard {
  readonly messages: Message[] = [];
  readonly ended: Promise<Ended>;
  isOver = false;
  readonly #stream: ClientReadableStream<Message>;

  constructor(stream: ClientReadableStream<Message>) {
    this.#stream = stream;
    stream.on('data', (message: Message) => this.messages.push(message));
    stream.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      stream.on('status', ({ code, details }: StatusObject) => {
        this.isOver = true;
        resolve({ code, details });
      });
    });
  }

  get last(): Message {
    return this.messages.at(-1) ?? {};
  }

  /** `IN_FLIGHT[I]`, `FAILED(NO_ROUTE)[]`: as the observed page writes it. */
  get words(): string[] {
    return this.messages.map(({ status, failure_reason, htlcs }) => {
      const reason = String(failure_reason).replace('FAILURE_REASON_', '');
      const states = (htlcs as Message[]).map((htlc) => String(htlc.status)[0]).join('');
      return `${status}${reason === 'NONE' ? '' : `(${reason})`}[${states}]`;
    });
  }

  cancel(): void {
    this.#stream.cancel();
  }
}
