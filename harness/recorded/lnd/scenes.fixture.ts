import { createHash } from 'node:crypto';
import {
  BareClient,
  type Heard,
  type Lnd,
  type Message,
  macaroonOf,
  twoLnds,
} from '#harness/emulators/lnd/lnd.fixture';
import type { Answer } from '../item.ts';
import type { Json } from '../recordings.ts';
import { statusOf } from './items.ts';
import type { LND_QUESTIONS } from './questions.ts';

type Two = Awaited<ReturnType<typeof twoLnds>>;
type Scene = (two: Two) => Promise<Answer>;

const PREIMAGE = '11'.repeat(32);
const HASH = createHash('sha256').update(Buffer.from(PREIMAGE, 'hex')).digest('hex');
const bytes = (hex: string) => Buffer.from(hex, 'hex');
const MAINNET =
  'lnbc20m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqscc6gd6ql3jrc5yzme8v4ntcewwz5cnw92tz0pc8qcuufvq7khhr8wpald05e92xw006sq94mg8v2ndf4sefvf9sygkshp5zfem29trqq2yxxz7';
const NOBODY = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';

/** What was heard until now; how it ended, if it has. */
async function soFar(heard: Heard): Promise<Answer> {
  const { code, details } = heard.isOver ? await heard.ended : { code: -1, details: '' };
  const status = statusOf(code, details);
  return { status, text: /^gRPC [^0]/.test(status) ? details : '', messages: heard.messages as Json[] };
}

async function toItsEnd({ network }: Two, heard: Heard): Promise<Answer> {
  await network.until(heard.ended);
  return soFar(heard);
}

async function asked({ network }: Two, call: Promise<Message>): Promise<Answer> {
  try {
    return { status: 'gRPC 0', text: '', messages: [(await network.until(call)) as Json] };
  } catch (error) {
    const { code, details, message } = error as { code?: number; details?: string; message: string };
    if (code === undefined || details === undefined) throw new Error(message);
    return { status: statusOf(code, details), text: details, messages: [] };
  }
}

const invoice = ({ network, payee }: Two, request?: Message): Promise<Message> =>
  network.until(payee.client.invoice(request));
const pay = async (two: Two, request: Message): Promise<Answer> => toItsEnd(two, two.payer.client.pay(request));
const track = (two: Two, hash: string | Buffer): Promise<Answer> => toItsEnd(two, two.payer.client.track(hash));

/** An invoice of the router, over one hop. */
function near({ network }: Two, amountMsat: number | null = 1_000_000) {
  const { text, hash } = network.desk('router').createInvoice({ amountMsat, description: '', expirySeconds: 3600 })
    .invoice;
  return { payment_request: text, hash };
}

async function paid(two: Two): Promise<Message> {
  const made = await invoice(two);
  await pay(two, made);
  return made;
}
const requestOf = ({ payment_request }: Message): Message => ({ payment_request });

/** A hold invoice that is being paid. */
async function held(two: Two, more: Message = {}): Promise<{ readonly request: Message; readonly first: Heard }> {
  const { network, payer, payee } = two;
  const wish = { hash: bytes(HASH), value: '1000' };
  const request = requestOf(await network.until(payee.client.ask('Invoices', 'AddHoldInvoice', wish)));
  const first = payer.client.pay({ ...request, ...more });
  await network.run(2_000);
  return { request, first };
}
const settles = ({ payee }: Two) => payee.client.ask('Invoices', 'SettleInvoice', { preimage: bytes(PREIMAGE) });
const cancels = ({ payee }: Two) => payee.client.ask('Invoices', 'CancelInvoice', { payment_hash: bytes(HASH) });

/** Killed and started again; a client of the new process. */
async function restarted({ network, payer }: Two, ms = 5_000): Promise<BareClient> {
  await network.until(payer.client.ask('Lightning', 'GetInfo'));
  network.act((world) => world.setNode(0, 'down', 'kill −9'));
  await network.run(100);
  network.act((world) => world.setNode(0, 'up', 'start'));
  await network.run(ms);
  return new BareClient(payer.endpoint);
}

async function phantom(two: Two): Promise<{ readonly request: Message; readonly hash: Buffer; readonly client: BareClient }> {
  const made = await invoice(two);
  const request = requestOf(made);
  const doomed = two.payer.client.pay(request);
  while (!doomed.words.includes('IN_FLIGHT[I]')) await two.network.run(1);
  // Its half circuit is written, the commitment is not.
  await two.network.run(20);
  return { request, hash: made.r_hash, client: await restarted(two) };
}

async function followed(two: Two, follows: (client: BareClient) => Heard, meanwhile: () => Promise<void>): Promise<Answer> {
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
async function invoices(two: Two, indices: Message): Promise<Answer> {
  const made: Message[] = [];
  for (let at = 0; at < 4; at++) made.push(await invoice(two));
  await two.network.until(two.payee.client.ask('Invoices', 'AddHoldInvoice', { hash: bytes(HASH), value: '1000' }));
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
const named = (two: Two, name: string | null, ask: (client: BareClient) => Promise<Answer>) => {
  const client = withMacaroon(two, name);
  return refusedTo(client, ask(client));
};
const anothers = (lnd: Lnd) => macaroonOf(lnd.endpoint, 'admin');

/** The same question as was recorded, asked of the emulator. */
export const LND_SCENES: { readonly [Name in keyof typeof LND_QUESTIONS]: Scene } = {
  'paid over one hop': (two) => pay(two, requestOf(near(two))),
  'paid over one hop, no fee allowed': (two) => pay(two, { ...requestOf(near(two)), fee_limit_msat: 0 }),
  'paid over one hop, only the end asked for': (two) =>
    pay(two, { ...requestOf(near(two)), no_inflight_updates: true }),
  'paid over two hops': async (two) => pay(two, requestOf(await invoice(two))),
  'paid over two hops, only the end asked for': async (two) =>
    pay(two, { ...requestOf(await invoice(two)), no_inflight_updates: true }),
  'paid without a time limit': (two) => pay(two, { ...requestOf(near(two)), timeout_seconds: -1 }),
  'an invoice without an amount': (two) => pay(two, { ...requestOf(near(two, null)), amt_msat: 5000 }),
  'looked up, paid over one hop': async (two) => {
    const { hash, payment_request } = near(two);
    await pay(two, { payment_request });
    return track(two, hash);
  },
  'looked up, paid over two hops': async (two) => track(two, (await paid(two)).r_hash),
  'again after success': async (two) => pay(two, requestOf(await paid(two))),
  'again after success, another amount': async (two) => {
    const request = requestOf(await invoice(two, {}));
    await pay(two, { ...request, amt_msat: 5000 });
    return pay(two, { ...request, amt_msat: 6000 });
  },
  'again after success and expiry': async (two) => {
    const request = requestOf(await invoice(two, { value: '1000', expiry: '10' }));
    await pay(two, request);
    await two.network.run(11_000);
    return pay(two, request);
  },
  'again while in flight': async (two) => pay(two, (await held(two)).request),
  'again while in flight, after a restart': async (two) => {
    const { request } = await held(two);
    const client = await restarted(two);
    return toItsEnd(two, client.pay(request)).finally(() => client.close());
  },
  'seven of eight at once': async (two) => {
    const request = requestOf(await invoice(two));
    const eight = Array.from({ length: 8 }, () => two.payer.client.pay(request));
    await two.network.run(5_000);
    return toItsEnd(two, eight.find(({ messages }) => messages.length === 0)!);
  },
  expired: async (two) => pay(two, await expired(two)),
  'expired: looked up': async (two) => {
    const request = await expired(two);
    await pay(two, request);
    return track(two, request.r_hash);
  },
  'no amount': async (two) => pay(two, requestOf(await invoice(two, {}))),
  'an amount too many': async (two) => pay(two, { ...requestOf(await invoice(two)), amt_msat: 1000 }),
  'another network': (two) => pay(two, { payment_request: MAINNET }),
  garbage: (two) => pay(two, { payment_request: 'garbage' }),
  'paid to itself': async (two) =>
    pay(two, requestOf(await two.network.until(two.payer.client.invoice()))),
  'no fee allowed over two hops': async (two) =>
    pay(two, { ...requestOf(await invoice(two)), fee_limit_msat: 0 }),
  'no fee allowed over two hops: looked up': async (two) => {
    const made = await invoice(two);
    await pay(two, { ...requestOf(made), fee_limit_msat: 0 });
    return track(two, made.r_hash);
  },
  'too much': (two) => pay(two, requestOf(near(two, 2_000_000_000))),
  'too much: looked up': async (two) => {
    const { hash, payment_request } = near(two, 2_000_000_000);
    await pay(two, { payment_request });
    return track(two, hash);
  },
  'a payee that nobody knows': (two) => pay(two, direct(NOBODY)),
  'a payee that nobody knows: looked up': async (two) => {
    await pay(two, direct(NOBODY));
    return track(two, '33'.repeat(32));
  },
  'a hash that the payee does not know': (two) => pay(two, direct(two.network.desk('router').pubkey)),
  'a hash that the payee does not know: looked up': async (two) => {
    await pay(two, direct(two.network.desk('router').pubkey));
    return track(two, '33'.repeat(32));
  },
  'cancelled before: looked up': async (two) => {
    const { payment_request, hash } = near(two);
    two.network.desk('router').cancelInvoice(hash);
    await pay(two, { payment_request });
    return track(two, hash);
  },
  'held, then cancelled': async (two) => cancelledNear(two),
  'cancelled: again': async (two) => {
    const { payment_request, hash } = near(two);
    two.network.desk('router').cancelInvoice(hash);
    await pay(two, { payment_request });
    return pay(two, { payment_request });
  },
  'cancelled: looked up': async (two) => {
    await cancelledNear(two);
    return track(two, HASH);
  },
  'held, then settled': async (two) => {
    const { first } = await heldNear(two);
    two.network.desk('router').settleHold(HASH, PREIMAGE);
    return toItsEnd(two, first);
  },
  'held: looked up': async (two) => {
    await heldNear(two);
    return lookedAt(two, two.payer.client);
  },
  'held over two hops: looked up': async (two) => {
    await held(two);
    return lookedAt(two, two.payer.client);
  },
  'before its first attempt: looked up': async (two) => {
    const heard = await trackedEarly(two);
    const answer = await soFar(heard);
    heard.cancel();
    return answer;
  },
  'before its first attempt: followed': async (two) => {
    const heard = await trackedEarly(two);
    await two.network.run(1_000);
    return soFar(heard);
  },
  'followed until it is settled': async (two) => {
    await heldNear(two);
    const heard = two.payer.client.track(HASH);
    await two.network.run(100);
    two.network.desk('router').settleHold(HASH, PREIMAGE);
    return toItsEnd(two, heard);
  },
  'followed until it is cancelled': async (two) => {
    await heldNear(two);
    const heard = two.payer.client.track(HASH);
    await two.network.run(100);
    two.network.desk('router').cancelInvoice(HASH);
    return toItsEnd(two, heard);
  },
  'held: looked up, only the end asked for': async (two) => {
    await held(two);
    const heard = two.payer.client.track(HASH, { no_inflight_updates: true });
    await two.network.run(4_000);
    return soFar(heard);
  },
  'settled after its time limit': async (two) => {
    const { first } = await heldNear(two, { timeout_seconds: 2 });
    await two.network.run(8_000);
    two.network.desk('router').settleHold(HASH, PREIMAGE);
    return toItsEnd(two, first);
  },
  'cancelled after its time limit': async (two) => {
    const { first } = await heldNear(two, { timeout_seconds: 2 });
    await two.network.run(2_000);
    two.network.desk('router').cancelInvoice(HASH);
    return toItsEnd(two, first);
  },
  'an unknown hash': (two) => track(two, '44'.repeat(32)),
  'a hash of two bytes': (two) => track(two, '6161'),
  'killed while it is held': async (two) => {
    const { first } = await held(two);
    two.network.act((world) => world.setNode(0, 'down', 'kill −9'));
    return toItsEnd(two, first);
  },
  'killed while it is held: followed': async (two) => {
    await held(two);
    const heard = two.payer.client.track(HASH);
    await two.network.run(100);
    two.network.act((world) => world.setNode(0, 'down', 'kill −9'));
    return toItsEnd(two, heard);
  },
  'stopped while it is held': async (two) => {
    const { first } = await held(two);
    two.network.act((world) => world.setNode(0, 'down', 'stop'));
    return toItsEnd(two, first);
  },
  'stopped while it is held: followed': async (two) => {
    await held(two);
    const heard = two.payer.client.track(HASH);
    await two.network.run(100);
    two.network.act((world) => world.setNode(0, 'down', 'stop'));
    return toItsEnd(two, heard);
  },
  'after the restart, followed until it is settled': async (two) => {
    await held(two);
    return followedAfter(two, () => settles(two));
  },
  'after the restart, followed until it is cancelled': async (two) => {
    await held(two);
    return followedAfter(two, () => cancels(two));
  },
  'a phantom: looked up': async (two) => {
    const { hash, client } = await phantom(two);
    return lookedAt(two, client, hash).finally(() => client.close());
  },
  'a phantom: listed': async (two) => {
    const { client } = await phantom(two);
    return asked(two, client.ask('Lightning', 'ListPayments', { include_incomplete: true })).finally(() =>
      client.close(),
    );
  },
  'a phantom: channels': async (two) => {
    const { client } = await phantom(two);
    return asked(two, client.ask('Lightning', 'ListChannels')).finally(() => client.close());
  },
  'a phantom: again': async (two) => {
    const { request, client } = await phantom(two);
    return toItsEnd(two, client.pay(request)).finally(() => client.close());
  },
  'listed, successes': async (two) => {
    for (let at = 0; at < 3; at++) await pay(two, requestOf(near(two)));
    for (let at = 0; at < 2; at++) await paid(two);
    return asked(two, two.payer.client.ask('Lightning', 'ListPayments', { max_payments: '5' }));
  },
  'listed, the last ones': async (two) => {
    await listed(two);
    const request = { max_payments: '5', include_incomplete: true, reversed: true };
    return asked(two, two.payer.client.ask('Lightning', 'ListPayments', request));
  },
  'settles a held invoice': async (two) => {
    await held(two);
    return asked(two, settles(two));
  },
  'cancels a held invoice': async (two) => {
    await held(two);
    return asked(two, cancels(two));
  },
  'an invoice, paid': async (two) => {
    const { r_hash } = await paid(two);
    return asked(two, two.payee.client.ask('Lightning', 'LookupInvoice', { r_hash }));
  },
  channels: async (two) => {
    await paid(two);
    return asked(two, two.payer.client.ask('Lightning', 'ListChannels'));
  },
  'who it is': (two) => asked(two, two.payer.client.ask('Lightning', 'GetInfo')),
  'who it is, still syncing': (two) => asked(two, two.payer.client.ask('Lightning', 'GetInfo')),
  'no macaroon': (two) => named(two, null, (client) => asked(two, client.ask('Lightning', 'GetInfo'))),
  'garbage for a macaroon': (two) =>
    named(two, '00', (client) => asked(two, client.ask('Lightning', 'GetInfo'))),
  'the macaroon of another node': (two) =>
    named(two, anothers(two.payee), (client) => asked(two, client.ask('Lightning', 'GetInfo'))),
  'pays with a macaroon for invoices': (two) =>
    named(two, 'invoice', (client) => toItsEnd(two, client.pay(requestOf(near(two))))),
  'looks up with a macaroon for invoices': (two) =>
    named(two, 'invoice', (client) => toItsEnd(two, client.track(HASH))),
  'pays with a macaroon for reading': (two) =>
    named(two, 'readonly', (client) => toItsEnd(two, client.pay(requestOf(near(two))))),
  'state while it starts': async (two) => {
    const client = await restarted(two, 0);
    return asked(two, client.ask('State', 'GetState')).finally(() => client.close());
  },
  'state when it has started': (two) => asked(two, two.payer.client.ask('State', 'GetState')),
  'who it is, while it starts': async (two) => {
    const client = await restarted(two, 0);
    return asked(two, client.ask('Lightning', 'GetInfo')).finally(() => client.close());
  },
  'who it is, locked': async (two) => {
    two.network.faults.switchOn({ id: 'l', node: 'payer', kind: 'node.locked_or_syncing', state: 'locked' });
    return asked(two, two.payer.client.ask('Lightning', 'GetInfo'));
  },
  'invoices followed from now on': async (two) => {
    const { network, payee } = two;
    const heard = payee.client.listen('Lightning', 'SubscribeInvoices');
    await network.run(100);
    const made = [await invoice(two), await invoice(two)];
    await network.until(payee.client.ask('Invoices', 'AddHoldInvoice', { hash: bytes(HASH), value: '1000' }));
    for (const one of made) await pay(two, requestOf(one));
    network.act((world) => world.setNode(network.ordinalOf('payee'), 'down', 'kill −9'));
    return toItsEnd(two, heard);
  },
  'invoices followed from a settle index': (two) => invoices(two, { add_index: '0', settle_index: '1' }),
  'invoices followed from both indices': (two) => invoices(two, { add_index: '1', settle_index: '1' }),
  'invoices followed from an add index': (two) => invoices(two, { add_index: '1', settle_index: '0' }),
  'payments followed, one fails meanwhile': async (two) => {
    await held(two);
    await heldNear(two, {}, '66'.repeat(32));
    return followed(two, all, async () => {
      await pay(two, { ...requestOf(await invoice(two)), fee_limit_msat: 0 });
    });
  },
  'payments followed, one is paid meanwhile': async (two) => {
    await held(two);
    await heldNear(two, {}, '66'.repeat(32));
    return followed(two, all, async () => {
      await pay(two, requestOf(near(two)));
    });
  },
  'payments followed, then killed': async (two) => {
    await held(two);
    await heldNear(two, {}, '66'.repeat(32));
    return followed(two, all, async () => {
      two.network.act((world) => world.setNode(0, 'down', 'kill −9'));
    });
  },
  'payments followed, ends alone': (two) =>
    followed(two, (client) => client.listen('Router', 'TrackPayments', { no_inflight_updates: true }), async () => {
      await pay(two, { ...requestOf(await invoice(two)), fee_limit_msat: 0 });
    }),
};

const all = (client: BareClient): Heard => client.listen('Router', 'TrackPayments');

/** To a key, without an invoice. */
function direct(dest: string): Message {
  return { dest: bytes(dest), amt_msat: 1000, payment_hash: bytes('33'.repeat(32)), final_cltv_delta: 40 };
}

async function expired(two: Two): Promise<Message> {
  const { payment_request, r_hash } = await invoice(two, { value: '1', expiry: '1' });
  await two.network.run(2_000);
  return { payment_request, r_hash };
}

/** Held by the next node. */
async function heldNear(two: Two, more: Message = {}, holdHash = HASH): Promise<{ readonly first: Heard }> {
  const { text } = two.network
    .desk('router')
    .createInvoice({ amountMsat: 1_000_000, description: '', expirySeconds: 3600, holdHash }).invoice;
  const first = two.payer.client.pay({ payment_request: text, ...more });
  await two.network.run(2_000);
  return { first };
}

async function cancelledNear(two: Two): Promise<Answer> {
  const { first } = await heldNear(two);
  two.network.desk('router').cancelInvoice(HASH);
  return toItsEnd(two, first);
}

/** A look-up between the row and the first attempt, at its first message. */
async function trackedEarly(two: Two): Promise<Heard> {
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
async function lookedAt({ network }: Two, client: BareClient, hash: string | Buffer = HASH): Promise<Answer> {
  const heard = client.track(hash);
  await network.run(1_000);
  return soFar(heard);
}

async function followedAfter(two: Two, ends: () => Promise<Message>): Promise<Answer> {
  const client = await restarted(two);
  const heard = client.track(HASH);
  await two.network.run(100);
  await two.network.until(ends());
  return toItsEnd(two, heard).finally(() => client.close());
}

/** Five that were paid, and one that failed in the end. */
async function listed(two: Two): Promise<void> {
  for (let at = 0; at < 5; at++) await pay(two, requestOf(near(two)));
  const { payment_request, hash } = near(two);
  two.network.desk('router').cancelInvoice(hash);
  await pay(two, { payment_request });
}
