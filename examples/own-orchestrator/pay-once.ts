// The smallest orchestrator that survives a lost answer, and the strike that shows it. Two shells:
//
//   npx fulgurite topology up four-daemons --dir lab
//   npx node examples/own-orchestrator/pay-once.ts lab
//
// It has the answer to its next payment lost after LND has accepted it, pays, hears nothing, and then does the only thing
// that is safe: it asks LND by hash what became of the payment, instead of paying again.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  type ClientReadableStream,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceClientConstructor,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const ANSWER_MS = 1_000;
const DOUBT_MS = 30_000;

interface LndNode {
  readonly name: string;
  readonly endpoint: {
    readonly daemon: string;
    readonly grpc: string;
    readonly tlsCertFile: string;
    readonly macaroonFile: string;
  };
}
/** Of LND's `Payment` what is used here. */
interface Payment {
  readonly status: string;
  readonly payment_preimage: string;
}

const [dir = 'lab'] = process.argv.slice(2);
const lab = JSON.parse(readFileSync(join(dir, 'topology.json'), 'utf8'));
const [payer, payee] = lab.nodes.filter(({ endpoint }: LndNode) => endpoint?.daemon === 'lnd') as LndNode[];
if (payer === undefined || payee === undefined)
  throw new Error(`${dir} has not two LND nodes; four-daemons has`);

// The bench: an invoice, and the strike.
const tea = { amountMsat: 1_000_000, description: 'tea' };
const invoice = await control('POST', `/nodes/${payee.name}/invoices`, tea);
const lost = { id: 'lost', node: payer.name, calls: ['pay'], count: 1 };
await control('POST', '/faults', { kind: 'net.response_lost', ...lost });

// The orchestrator.
const lnd = connect(payer);
console.log('paid:', await pay(invoice.bolt11));
const found = await lookUp(invoice.hash);
console.log('asked by hash:', found.status, found.payment_preimage);
lnd.close();

// Was it right? The preimage is the proof, and the ground truth knows of one payment, not of two.
const preimage = Buffer.from(found.payment_preimage, 'hex');
const isProven = createHash('sha256').update(preimage).digest('hex') === invoice.hash;
const { payments } = await control('GET', '/truth');
const times = payments.filter(({ hash }: { hash: string }) => hash === invoice.hash).length;
const { struck } = await control('DELETE', '/faults/lost');
console.log(`proven by the preimage: ${isProven}; paid ${times} time; answers lost: ${struck}`);
process.exitCode = isProven && times === 1 && struck === 1 ? 0 : 1;

/** What LND says became of it; no answer says nothing about the payment. */
async function pay(bolt11: string): Promise<string> {
  const order = {
    payment_request: bolt11,
    fee_limit_msat: 10_000,
    timeout_seconds: 30,
    no_inflight_updates: true,
  };
  try {
    const payment = await last(lnd.SendPaymentV2!(order, { deadline: Date.now() + ANSWER_MS }));
    return payment.status;
  } catch (error) {
    return `unknown (${status[(error as ServiceError).code]})`;
  }
}

/** The payment as LND has it, as soon as it has ended. */
function lookUp(hash: string): Promise<Payment> {
  const asked = { payment_hash: Buffer.from(hash, 'hex'), no_inflight_updates: true };
  return last(lnd.TrackPaymentV2!(asked, { deadline: Date.now() + DOUBT_MS }));
}

/** The last message of a stream. */
function last(stream: ClientReadableStream<Payment>): Promise<Payment> {
  return new Promise((resolve, reject) => {
    let message: Payment | null = null;
    stream.on('data', (next: Payment) => {
      message = next;
    });
    stream.on('error', reject);
    stream.on('end', () => (message === null ? reject(new Error('an empty answer')) : resolve(message)));
  });
}

/** LND's Router service. The protos come with the npm package `lightning`; yours may come from anywhere. */
function connect({ endpoint }: LndNode): InstanceType<ServiceClientConstructor> {
  const protos = join(dirname(createRequire(import.meta.url).resolve('lightning')), 'grpc/protos');
  const names = { includeDirs: [protos], keepCase: true, longs: String, enums: String, defaults: true };
  const { routerrpc } = loadPackageDefinition(loadSync('router.proto', names));
  const { Router } = routerrpc as unknown as { readonly Router: ServiceClientConstructor };
  const metadata = new Metadata();
  metadata.set('macaroon', readFileSync(endpoint.macaroonFile, 'hex'));
  const macaroon = credentials.createFromMetadataGenerator((_, done) => done(null, metadata));
  const tls = credentials.createSsl(readFileSync(endpoint.tlsCertFile));
  const channel = credentials.combineChannelCredentials(tls, macaroon);
  // The certificate is made out to localhost as well; TLS knows no names that are addresses.
  return new Router(endpoint.grpc, channel, { 'grpc.ssl_target_name_override': 'localhost' });
}

async function control(method: string, path: string, body?: object) {
  const token = readFileSync(lab.control.tokenFile, 'utf8').trim();
  const response = await fetch(lab.control.url + path, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = JSON.parse(await response.text());
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}
