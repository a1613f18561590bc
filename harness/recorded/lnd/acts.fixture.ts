import { createHash } from 'node:crypto';
import {
  BareClient,
  type Heard,
  type Lnd,
  type Message,
  macaroonOf,
  type twoLnds,
} from '#harness/emulators/lnd/lnd.fixture';
import type { Answer } from '../item.ts';
import type { Json } from '../recordings.ts';
import { statusOf } from './items.ts';

// What happens in the scenes: payments, holds, restarts, and what a bare client hears of them.

type Two = Awaited<ReturnType<typeof twoLnds>>;
export type Scene = (two: Two) => Promise<Answer>;

export const PREIMAGE = '11'.repeat(32);
export const HASH = createHash('sha256').update(Buffer.from(PREIMAGE, 'hex')).digest('hex');
export const bytes = (hex: string) => Buffer.from(hex, 'hex');
export const MAINNET =
  'lnbc20m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqscc6gd6ql3jrc5yzme8v4ntcewwz5cnw92tz0pc8qcuufvq7khhr8wpald05e92xw006sq94mg8v2ndf4sefvf9sygkshp5zfem29trqq2yxxz7';
export const NOBODY = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';

/** What was heard until now; how it ended, if it has. */
export async function soFar(heard: Heard): Promise<Answer> {
  const { code, details } = heard.isOver ? await heard.ended : { code: -1, details: '' };
  const status = statusOf(code, details);
  return { status, text: /^gRPC [^0]/.test(status) ? details : '', messages: heard.messages as Json[] };
}

export async function toItsEnd({ network }: Two, heard: Heard): Promise<Answer> {
  await network.until(heard.ended);
  return soFar(heard);
}

export async function asked({ network }: Two, call: Promise<Message>): Promise<Answer> {
  try {
    return { status: 'gRPC 0', text: '', messages: [(await network.until(call)) as Json] };
  } catch (error) {
    const { code, details, message } = error as { code?: number; details?: string; message: string };
    if (code === undefined || details === undefined) throw new Error(message);
    return { status: statusOf(code, details), text: details, messages: [] };
  }
}

export const invoice = ({ network, payee }: Two, request?: Message): Promise<Message> =>
  network.until(payee.client.invoice(request));
export const pay = async (two: Two, request: Message): Promise<Answer> =>
  toItsEnd(two, two.payer.client.pay(request));
export const track = (two: Two, hash: string | Buffer): Promise<Answer> =>
  toItsEnd(two, two.payer.client.track(hash));

/** An invoice of the router, over one hop. */
export function near({ network }: Two, amountMsat: number | null = 1_000_000) {
  const { text, hash } = network
    .desk('router')
    .createInvoice({ amountMsat, description: '', expirySeconds: 3600 }).invoice;
  return { payment_request: text, hash };
}

export async function paid(two: Two): Promise<Message> {
  const made = await invoice(two);
  await pay(two, made);
  return made;
}
export const requestOf = ({ payment_request }: Message): Message => ({ payment_request });

/** A hold invoice that is being paid. */
export async function held(
  two: Two,
  more: Message = {},
): Promise<{ readonly request: Message; readonly first: Heard }> {
  const { network, payer, payee } = two;
  const wish = { hash: bytes(HASH), value: '1000' };
  const request = requestOf(await network.until(payee.client.ask('Invoices', 'AddHoldInvoice', wish)));
  const first = payer.client.pay({ ...request, ...more });
  await network.run(2_000);
  return { request, first };
}
export const settles = ({ payee }: Two) =>
  payee.client.ask('Invoices', 'SettleInvoice', { preimage: bytes(PREIMAGE) });
export const cancels = ({ payee }: Two) =>
  payee.client.ask('Invoices', 'CancelInvoice', { payment_hash: bytes(HASH) });

/** Killed and started again; a client of the new process. */
export async function restarted({ network, payer }: Two, ms = 5_000): Promise<BareClient> {
  await network.until(payer.client.ask('Lightning', 'GetInfo'));
  network.act((world) => world.setNode(0, 'down', 'kill −9'));
  await network.run(100);
  network.act((world) => world.setNode(0, 'up', 'start'));
  await network.run(ms);
  return new BareClient(payer.endpoint);
}

export async function phantom(
  two: Two,
): Promise<{ readonly request: Message; readonly hash: Buffer; readonly client: BareClient }> {
  const made = await invoice(two);
  const request = requestOf(made);
  const doomed = two.payer.client.pay(request);
  while (!doomed.words.includes('IN_FLIGHT[I]')) await two.network.run(1);
  // Its half circuit is written, the commitment is not.
  await two.network.run(20);
  return { request, hash: made.r_hash, client: await restarted(two) };
}

export async function followed(
  two: Two,
  follows: (client: BareClient) => Heard,
  meanwhile: () => Promise<void>,
): Promise<Answer> {
  const client = new BareClient(two.payer.endpoint);
  const heard = follows(client);
  await two.network.run(100);
  await meanwhile();
  await two.network.run(1_000);
  const answer = await soFar(heard);
  client.close();
  return answer;
}

/** Four invoices, two of them paid, one whose preimage is not known, and then what a stream from these indices tells. */
export async function invoices(two: Two, indices: Message): Promise<Answer> {
  const made: Message[] = [];
  for (let at = 0; at < 4; at++) made.push(await invoice(two));
  await two.network.until(
    two.payee.client.ask('Invoices', 'AddHoldInvoice', { hash: bytes(HASH), value: '1000' }),
  );
  for (const at of [2, 3]) await pay(two, requestOf(made[at]!));
  const heard = two.payee.client.listen('Lightning', 'SubscribeInvoices', indices);
  await two.network.run(1_000);
  return soFar(heard);
}

const withMacaroon = (two: Two, name: string | null) => new BareClient(two.payer.endpoint, name);
async function refusedTo(client: BareClient, answer: Promise<Answer>): Promise<Answer> {
  const said = await answer;
  client.close();
  return said;
}
export const named = (two: Two, name: string | null, ask: (client: BareClient) => Promise<Answer>) => {
  const client = withMacaroon(two, name);
  return refusedTo(client, ask(client));
};
export const anothers = (lnd: Lnd) => macaroonOf(lnd.endpoint, 'admin');

export const all = (client: BareClient): Heard => client.listen('Router', 'TrackPayments');

/** To a key, without an invoice. */
export function direct(dest: string): Message {
  return { dest: bytes(dest), amt_msat: 1000, payment_hash: bytes('33'.repeat(32)), final_cltv_delta: 40 };
}

export async function expired(two: Two): Promise<Message> {
  const { payment_request, r_hash } = await invoice(two, { value: '1', expiry: '1' });
  await two.network.run(2_000);
  return { payment_request, r_hash };
}

/** Held by the next node. */
export async function heldNear(
  two: Two,
  more: Message = {},
  holdHash = HASH,
): Promise<{ readonly first: Heard }> {
  const { text } = two.network
    .desk('router')
    .createInvoice({ amountMsat: 1_000_000, description: '', expirySeconds: 3600, holdHash }).invoice;
  const first = two.payer.client.pay({ payment_request: text, ...more });
  await two.network.run(2_000);
  return { first };
}

export async function cancelledNear(two: Two): Promise<Answer> {
  const { first } = await heldNear(two);
  two.network.desk('router').cancelInvoice(HASH);
  return toItsEnd(two, first);
}

/** A look-up between the row and the first attempt, at its first message. */
export async function trackedEarly(two: Two): Promise<Heard> {
  const { network, payer } = two;
  await network.until(payer.client.ask('Lightning', 'GetInfo'));
  const wish = { amountMsat: 1_000_000, description: '', expirySeconds: 3600, holdHash: HASH };
  const { text } = network.desk('router').createInvoice(wish).invoice;
  const first = payer.client.pay({ payment_request: text });
  while (first.messages.length === 0) await network.run(1);
  const heard = payer.client.track(HASH);
  while (heard.messages.length === 0) await network.run(0);
  return heard;
}

/** The first message of a look-up; then nobody listens any more. */
export async function lookedAt(
  { network }: Two,
  client: BareClient,
  hash: string | Buffer = HASH,
): Promise<Answer> {
  const heard = client.track(hash);
  await network.run(1_000);
  return soFar(heard);
}

export async function followedAfter(two: Two, ends: () => Promise<Message>): Promise<Answer> {
  const client = await restarted(two);
  const heard = client.track(HASH);
  await two.network.run(100);
  await two.network.until(ends());
  return toItsEnd(two, heard).finally(() => client.close());
}

/** Five that were paid, and one that failed in the end. */
export async function listed(two: Two): Promise<void> {
  for (let at = 0; at < 4; at++) await pay(two, requestOf(near(two)));
  await paid(two);
  const { payment_request, hash } = near(two);
  two.network.desk('router').cancelInvoice(hash);
  await pay(two, { payment_request });
}
