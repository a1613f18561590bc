import { createHash } from 'node:crypto';
import { BareSocket, type Cln, type Message, NoAnswer, startOne } from '#harness/emulators/cln/cln.fixture';
import type { WireObject } from '#harness/emulators/cln/wire-json';
import type { EmulatedNetwork } from '#harness/emulators/emulated-network';
import type { Answer } from '../item.ts';
import { exchange } from '../items.ts';
import { type Json, textAt } from '../recordings.ts';
import type { CLN_QUESTIONS } from './questions.ts';

export interface ClnTwo {
  readonly network: EmulatedNetwork;
  readonly payer: Cln;
  readonly payee: Cln;
}
type Scene = (two: ClnTwo) => Promise<Answer>;

const PREIMAGE = '11'.repeat(32);
const HASH = createHash('sha256').update(Buffer.from(PREIMAGE, 'hex')).digest('hex');
const UNKNOWN = '00'.repeat(32);
let labels = 0;

/** An answer of JSON-RPC in the words of the recordings. */
async function answered(two: ClnTwo, call: Promise<Message>): Promise<Answer> {
  try {
    const { result, error } = await two.network.until(call);
    if (error === undefined) return { status: 'result', text: '', messages: [result as Json] };
    const { code, message, data } = error;
    return { status: `error ${code}`, text: message, messages: data === undefined ? [] : [data as Json] };
  } catch (error) {
    if (error instanceof NoAnswer) return { status: 'lost', text: '', messages: [] };
    throw error;
  }
}
const ask = (two: ClnTwo, method: string, params: WireObject = {}, rpc = two.payer.rpc): Promise<Answer> =>
  answered(two, rpc.ask(method, params));
const askPayee = (two: ClnTwo, method: string, params: WireObject = {}): Promise<Answer> =>
  ask(two, method, params, two.payee.rpc);
const pay = (two: ClnTwo, bolt11: string, more: WireObject = {}): Promise<Answer> =>
  ask(two, 'pay', { bolt11, ...more });
const xpay = (two: ClnTwo, invstring: string): Promise<Answer> => ask(two, 'xpay', { invstring });

interface Wish {
  readonly amountMsat?: number | null;
  readonly expirySeconds?: number;
  readonly holdHash?: string;
}
/** An invoice of the next node, over one hop. */
function near({ network }: ClnTwo, more: Wish = {}) {
  const wish = { amountMsat: 100_000, description: 'i1', expirySeconds: 3600, ...more };
  const { text, hash } = network.desk('router').createInvoice(wish).invoice;
  return { bolt11: text, payment_hash: hash };
}
async function paid(two: ClnTwo, more: Wish = {}) {
  const invoice = near(two, more);
  await xpay(two, invoice.bolt11);
  return invoice;
}
/** An invoice that the next node holds, being paid. */
async function held(two: ClnTwo) {
  const invoice = near(two, { holdHash: HASH });
  // Whoever asked may be gone before there is an answer.
  void two.payer.rpc.ask('xpay', { invstring: invoice.bolt11 }).catch((error: unknown) => {
    if (!(error instanceof NoAnswer)) throw error;
  });
  await two.network.run(2_000);
  return invoice;
}
/** The part of a payment, as `waitsendpay` wants it. */
async function partOf(two: ClnTwo, payment_hash: string, rpc = two.payer.rpc): Promise<WireObject> {
  const { result } = await two.network.until(rpc.ask('listsendpays', { payment_hash }));
  return { payment_hash, partid: 1, groupid: result.payments[0].groupid };
}
/** Paid, and its rows are gone. */
async function deleted(two: ClnTwo) {
  const invoice = await paid(two);
  await ask(two, 'delpay', { payment_hash: invoice.payment_hash, status: 'complete' });
  return invoice;
}
async function refused(two: ClnTwo) {
  const invoice = near(two);
  two.network.desk('router').cancelInvoice(invoice.payment_hash);
  const answer = await pay(two, invoice.bolt11);
  return { ...invoice, answer };
}
async function expired(two: ClnTwo): Promise<string> {
  const { bolt11 } = near(two, { expirySeconds: 1 });
  await two.network.run(3_000);
  return bolt11;
}
const routerDown = ({ network }: ClnTwo) =>
  network.act((world) => world.setNode(network.ordinalOf('router'), 'down', 'kill −9'));

/** Held, killed, started again; a client of the new process. */
async function heldOverRestart(two: ClnTwo, fails = false) {
  const invoice = await held(two);
  const node = two.network.ordinalOf('payer');
  two.network.act((world) => world.setNode(node, 'down', 'kill −9'));
  await two.network.run(100);
  two.network.act((world) => world.setNode(node, 'up', 'start'));
  await two.network.run(3_000);
  if (fails) two.network.desk('router').cancelInvoice(HASH);
  await two.network.run(3_000);
  return { ...invoice, rpc: new BareSocket(two.payer.endpoint.socketFile) };
}
async function overRestart(
  two: ClnTwo,
  then: (hash: string, rpc: BareSocket) => Promise<Answer>,
  fails = false,
) {
  const { payment_hash, rpc } = await heldOverRestart(two, fails);
  return then(payment_hash, rpc).finally(() => rpc.close());
}

/** An invoice of the payee's. */
async function invoice(two: ClnTwo, more: WireObject = {}): Promise<Answer> {
  const label = `i${++labels}`;
  return askPayee(two, 'invoice', { amount_msat: 100_000, label, description: label, ...more });
}
async function paidInvoice(two: ClnTwo, label: string): Promise<void> {
  const { messages } = await invoice(two, { label });
  await xpay(two, textAt(messages[0], 'bolt11'));
}
const recordedInvoice = (id: string, name: string): string => textAt(exchange('cln', id).request, name);

/** The same question as was recorded, asked of the emulator. */
export const CLN_SCENES: { readonly [Name in keyof typeof CLN_QUESTIONS]: Scene } = {
  'pay: paid': (two) => pay(two, near(two).bolt11),
  'pay: an invoice without an amount': (two) =>
    pay(two, near(two, { amountMsat: null }).bolt11, { amount_msat: 123_456 }),
  'pay: paid before': async (two) => pay(two, (await paid(two)).bolt11),
  'pay: paid before, another amount': async (two) => {
    const { bolt11 } = near(two, { amountMsat: null });
    await pay(two, bolt11, { amount_msat: 123_456 });
    return pay(two, bolt11, { amount_msat: 200_000 });
  },
  'pay: in two parts': (two) => pay(two, near(two, { amountMsat: 1_500_000_000 }).bolt11),
  'pay: in two parts, then one would do': async (two) => pay(two, (await paidInTwo(two)).bolt11),
  'xpay: in two parts, then one would do': async (two) => xpay(two, (await paidInTwo(two)).bolt11),
  'pay: in two parts, then too little is left': async (two) =>
    pay(two, (await paid(two, { amountMsat: 1_500_000_000 })).bolt11),
  'xpay: in two parts, then too little is left': async (two) =>
    xpay(two, (await paid(two, { amountMsat: 1_500_000_000 })).bolt11),
  'in two parts: listpays': async (two) => {
    const { payment_hash } = await paid(two, { amountMsat: 1_500_000_000 });
    return ask(two, 'listpays', { payment_hash });
  },
  'in two parts: listsendpays': async (two) => {
    const { payment_hash } = await paid(two, { amountMsat: 1_500_000_000 });
    // The command ends at the first preimage.
    await two.network.run(1_000);
    return ask(two, 'listsendpays', { payment_hash });
  },
  'pay: in flight': async (two) => pay(two, (await held(two)).bolt11),
  'xpay: in flight': async (two) => xpay(two, (await held(two)).bolt11),
  'pay: the peer is not connected': async (two) => {
    const { bolt11 } = await paid(two);
    routerDown(two);
    return pay(two, bolt11);
  },
  'xpay: the peer is not connected': async (two) => {
    const { bolt11 } = await paid(two);
    routerDown(two);
    return xpay(two, bolt11);
  },
  'peer not connected: listpays': async (two) => {
    const { payment_hash } = await paid(two);
    routerDown(two);
    return ask(two, 'listpays', { payment_hash });
  },
  'pay: expired': async (two) => pay(two, await expired(two)),
  'xpay: expired': async (two) => xpay(two, await expired(two)),
  'pay: too much for all channels': (two) => pay(two, near(two, { amountMsat: 20_000_000_000 }).bolt11),
  'xpay: too much for all channels': (two) => xpay(two, near(two, { amountMsat: 20_000_000_000 }).bolt11),
  'pay: more than the channel can send': (two) => pay(two, near(two, { amountMsat: 995_000_000 }).bolt11),
  'pay: the payee does not know it': async (two) => (await refused(two)).answer,
  'pay: deleted by delpay': async (two) => pay(two, (await deleted(two)).bolt11),
  'the payee does not know it: listpays at once': async (two) => {
    const { payment_hash } = await refused(two);
    return ask(two, 'listpays', { payment_hash });
  },
  'the payee does not know it: listsendpays': async (two) => {
    const { payment_hash } = await refused(two);
    return ask(two, 'listsendpays', { payment_hash });
  },
  'pay: no amount': (two) => pay(two, near(two, { amountMsat: null }).bolt11),
  'pay: an amount too many': (two) => pay(two, near(two).bolt11, { amount_msat: 1_000 }),
  'pay: garbage': (two) => pay(two, recordedInvoice('pay_errors#2', 'bolt11')),
  'pay: another network': (two) => pay(two, recordedInvoice('pay_errors#3', 'bolt11')),
  'pay: nothing': (two) => ask(two, 'pay'),
  'pay: named invstring': (two) => ask(two, 'pay', { invstring: near(two).bolt11 }),
  'xpay: paid': (two) => xpay(two, near(two).bolt11),
  'xpay: paid before': async (two) => xpay(two, (await paid(two)).bolt11),
  'killed while it is held': async (two) => {
    const { bolt11 } = near(two, { holdHash: HASH });
    const lost = answered(two, two.payer.rpc.ask('xpay', { invstring: bolt11 }));
    await two.network.run(1_000);
    two.network.act((world) => world.setNode(two.network.ordinalOf('payer'), 'down', 'kill −9'));
    return lost;
  },
  'nothing sent: listpays': (two) => ask(two, 'listpays', { payment_hash: UNKNOWN }),
  'nothing sent: listsendpays': (two) => ask(two, 'listsendpays', { payment_hash: UNKNOWN }),
  'in flight: listpays': async (two) =>
    ask(two, 'listpays', { payment_hash: (await held(two)).payment_hash }),
  'in flight: listsendpays': async (two) =>
    ask(two, 'listsendpays', { payment_hash: (await held(two)).payment_hash }),
  'in flight: listpeerchannels': async (two) => {
    await held(two);
    return ask(two, 'listpeerchannels');
  },
  'in flight, peer not connected: listpeerchannels': async (two) => {
    await held(two);
    routerDown(two);
    return ask(two, 'listpeerchannels');
  },
  'paid: listpays': async (two) => ask(two, 'listpays', { payment_hash: (await paid(two)).payment_hash }),
  'paid with a label: listpays': async (two) => {
    const { bolt11, payment_hash } = near(two);
    await pay(two, bolt11, { label: 'rent' });
    return ask(two, 'listpays', { payment_hash });
  },
  'paid: listpays by an index': async (two) => {
    await paid(two);
    await paid(two);
    return ask(two, 'listpays', { index: 'created', start: 1, limit: 2 });
  },
  'paid with a label: listpays by an index': async (two) => {
    await paid(two);
    await pay(two, near(two).bolt11, { label: 'rent' });
    return ask(two, 'listpays', { index: 'created', start: 1, limit: 2 });
  },
  'paid: listsendpays': async (two) =>
    ask(two, 'listsendpays', { payment_hash: (await paid(two)).payment_hash }),
  'paid: listpeerchannels': async (two) => {
    await paid(two);
    return ask(two, 'listpeerchannels');
  },
  'paid: listpeerchannels of the payee': async (two) => {
    await paid(two);
    return askPayee(two, 'listpeerchannels');
  },
  'failed after a restart: listpays': (two) =>
    overRestart(two, (payment_hash, rpc) => ask(two, 'listpays', { payment_hash }, rpc), true),
  'failed after a restart: listsendpays': (two) =>
    overRestart(two, (payment_hash, rpc) => ask(two, 'listsendpays', { payment_hash }, rpc), true),
  'failed after a restart: waitsendpay': (two) =>
    overRestart(two, async (hash, rpc) => ask(two, 'waitsendpay', await partOf(two, hash, rpc), rpc), true),
  'failed, then paid: listpays': async (two) => {
    const { network } = two;
    const wish = { amountMsat: 100_000, description: '', expirySeconds: 86_400 };
    const { text, hash } = network.desk('payee').createInvoice(wish).invoice;
    const further = (from: number) =>
      network.act((world) => world.moveLiquidity(from, 1, 2_000_000_000, 'other payments'));
    further(1);
    await xpay(two, text);
    further(2);
    // What it has learnt of a channel it remembers for a while.
    await network.run(2 * 3_600_000);
    await xpay(two, text);
    await network.run(1_000);
    return ask(two, 'listpays', { payment_hash: hash });
  },
  'in flight: waitsendpay with a time limit': async (two) => {
    const { payment_hash } = await held(two);
    return ask(two, 'waitsendpay', { ...(await partOf(two, payment_hash)), timeout: 2 });
  },
  'in flight: waitsendpay until it is paid': async (two) => {
    const { payment_hash } = await held(two);
    const waits = two.payer.rpc.ask('waitsendpay', await partOf(two, payment_hash));
    two.network.desk('router').settleHold(HASH, PREIMAGE);
    return answered(two, waits);
  },
  'paid: waitsendpay': async (two) =>
    ask(two, 'waitsendpay', await partOf(two, (await paid(two)).payment_hash)),
  'paid: waitsendpay without a part': async (two) =>
    ask(two, 'waitsendpay', { payment_hash: (await paid(two)).payment_hash, timeout: 5 }),
  'never sent: waitsendpay': (two) => ask(two, 'waitsendpay', { payment_hash: UNKNOWN, timeout: 5 }),
  'in flight: delpay failed': async (two) =>
    ask(two, 'delpay', { payment_hash: (await held(two)).payment_hash, status: 'failed' }),
  'in flight: delpay pending': async (two) =>
    ask(two, 'delpay', { payment_hash: (await held(two)).payment_hash, status: 'pending' }),
  'paid: delpay failed': async (two) =>
    ask(two, 'delpay', { payment_hash: (await paid(two)).payment_hash, status: 'failed' }),
  'paid: delpay complete': async (two) => {
    const { bolt11, payment_hash } = near(two);
    await pay(two, bolt11, { label: 'rent' });
    return ask(two, 'delpay', { payment_hash, status: 'complete' });
  },
  'never sent: delpay': (two) => ask(two, 'delpay', { payment_hash: UNKNOWN, status: 'complete' }),
  'deleted and paid again: listpays at once': async (two) => {
    const { bolt11, payment_hash } = await deleted(two);
    await pay(two, bolt11);
    return ask(two, 'listpays', { payment_hash });
  },
  'an invoice': (two) => invoice(two),
  'an invoice without an amount': (two) => invoice(two, { amount_msat: 'any' }),
  'an invoice, its label taken': async (two) => {
    await invoice(two, { label: 'i1' });
    return invoice(two, { label: 'i1' });
  },
  'listinvoices: unpaid': async (two) => {
    await invoice(two, { label: 'unpaid' });
    return askPayee(two, 'listinvoices', { label: 'unpaid' });
  },
  'listinvoices: paid': async (two) => {
    await paidInvoice(two, 'paid');
    return askPayee(two, 'listinvoices', { label: 'paid' });
  },
  'listinvoices: expired': async (two) => {
    await invoice(two, { label: 'expired', expiry: 1 });
    await two.network.run(3_000);
    return askPayee(two, 'listinvoices', { label: 'expired' });
  },
  'waitinvoice: paid': async (two) => {
    await paidInvoice(two, 'paid');
    return askPayee(two, 'waitinvoice', { label: 'paid' });
  },
  'waitinvoice: no such label': (two) => askPayee(two, 'waitinvoice', { label: 'nolabel' }),
  'waitanyinvoice: the first': async (two) => {
    await paidInvoice(two, 'paid');
    return askPayee(two, 'waitanyinvoice', { lastpay_index: 0, timeout: 5 });
  },
  'waitanyinvoice: the next, when it is paid': async (two) => {
    const waits = two.payee.rpc.ask('waitanyinvoice', { lastpay_index: 0, timeout: 30 });
    await paidInvoice(two, 'paid');
    return answered(two, waits);
  },
  'waitanyinvoice: nothing in time': (two) =>
    askPayee(two, 'waitanyinvoice', { lastpay_index: 99, timeout: 1 }),
  'wait: where sendpays stand': (two) =>
    ask(two, 'wait', { subsystem: 'sendpays', indexname: 'updated', nextvalue: 0 }),
  'wait: where invoices stand': (two) =>
    askPayee(two, 'wait', { subsystem: 'invoices', indexname: 'updated', nextvalue: 0 }),
  getinfo: (two) => ask(two, 'getinfo'),
  check: (two) => ask(two, 'check', { command_to_check: 'xpay', invstring: near(two).bolt11 }),
  'decode: an invoice': (two) => ask(two, 'decode', { string: recordedInvoice('decode#0', 'string') }),
  'decode: an invoice without an amount': (two) =>
    ask(two, 'decode', { string: recordedInvoice('decode#1', 'string') }),
  'decode: garbage': (two) => ask(two, 'decode', { string: recordedInvoice('decode#2', 'string') }),
  'feerates perkw': (two) => ask(two, 'feerates', { style: 'perkw' }),
  'feerates perkb': (two) => ask(two, 'feerates', { style: 'perkb' }),
  getroute: (two) =>
    ask(two, 'getroute', { id: two.network.desk('router').pubkey, amount_msat: 100_000, riskfactor: 1 }),
  'getroute: an unknown node': (two) => {
    const id = textAt(exchange('cln', 'getroute#1').request, 'id');
    return ask(two, 'getroute', { id, amount_msat: 100_000, riskfactor: 1 });
  },
  getroutes: (two) => routes(two, 100_000),
  'getroutes: too much': (two) => routes(two, 20_000_000_000),
  listchannels: (two) => ask(two, 'listchannels'),
  listfunds: (two) => ask(two, 'listfunds'),
  listnodes: (two) => ask(two, 'listnodes'),
  listpeers: (two) => ask(two, 'listpeers'),
  'newaddr: as configured': (two) => ask(two, 'newaddr'),
  'newaddr: p2tr': (two) => ask(two, 'newaddr', { addresstype: 'p2tr' }),
  'newaddr: bech32': (two) => ask(two, 'newaddr', { addresstype: 'bech32' }),
  connect: (two) =>
    ask(two, 'connect', { id: two.network.desk('router').pubkey, host: '127.0.0.1', port: 9735 }),
  'an unknown command': (two) => ask(two, 'frobnicate'),
};

function routes(two: ClnTwo, amount_msat: number): Promise<Answer> {
  const params = { layers: ['auto.localchans'], maxfee_msat: 5_000, final_cltv: 18 };
  const source = two.payer.emulator.desk.pubkey;
  return ask(two, 'getroutes', {
    source,
    destination: two.network.desk('router').pubkey,
    amount_msat,
    ...params,
  });
}

/** Paid in two parts, since neither channel had enough; then one of them has. */
async function paidInTwo(two: ClnTwo) {
  const { network } = two;
  const [first, second] = [0, 2];
  network.act((world) => {
    for (const channel of [first, second]) world.moveLiquidity(0, channel, 400_000_000, 'goes away');
  });
  const invoice = await paid(two, { amountMsat: 900_000_000 });
  network.act((world) => world.moveLiquidity(1, first, 980_000_000, 'comes back'));
  await network.run(1_000);
  return invoice;
}

export async function startTwo(
  network: EmulatedNetwork,
  atEnd: (stop: () => Promise<void>) => void,
): Promise<ClnTwo> {
  return {
    network,
    payer: await startOne(network, 'payer', {}, atEnd),
    payee: await startOne(network, 'payee', {}, atEnd),
  };
}
