import { createHash } from 'node:crypto';
import type { EclairBench, HttpAnswer } from '#harness/emulators/eclair/eclair-bench.fixture';
import { smallNetwork } from '#harness/emulators/network.fixture';
import type { Answer } from '../item.ts';
import { exchange } from '../items.ts';
import { type Json, type JsonObject, textAt } from '../recordings.ts';
import type { ECLAIR_QUESTIONS } from './questions.ts';

type Scene = (eclair: EclairBench) => Promise<Answer>;

const PREIMAGE = '11'.repeat(32);
const HASH = createHash('sha256').update(Buffer.from(PREIMAGE, 'hex')).digest('hex');
async function answered(call: Promise<HttpAnswer>): Promise<Answer> {
  try {
    const { status, body, headers } = await call;
    const messages = [body as Json];
    return {
      status: `HTTP ${status}`,
      text: textAt(messages[0], 'error'),
      messages,
      headers: headers as JsonObject,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET')
      return { status: 'lost', text: '', messages: [] };
    throw error;
  }
}

type Form = Readonly<Record<string, string | number | boolean>>;
const ask = (eclair: EclairBench, method: string, form: Form = {}): Promise<Answer> =>
  answered(eclair.ask(method, form));
const pay = (eclair: EclairBench, invoice: string, more: Form = {}): Promise<Answer> =>
  ask(eclair, 'payinvoice', { invoice, blocking: true, ...more });
const rows = (eclair: EclairBench, paymentHash: string): Promise<Answer> =>
  ask(eclair, 'getsentinfo', { paymentHash });

interface Wish {
  readonly holdHash?: string;
  readonly amountMsat?: number | null;
  readonly expirySeconds?: number;
}
const WISH = { amountMsat: 1_000_000, description: '', expirySeconds: 3600 };
/** An invoice of the next node, over one hop. */
const near = ({ it }: EclairBench, more: Wish = {}) =>
  it.desk('router').createInvoice({ ...WISH, ...more }).invoice;
/** And over two. */
const far = ({ payee }: EclairBench, more: Wish = {}) =>
  payee.createInvoice({ ...WISH, amountMsat: 100_000_000, ...more }).invoice;

/** Pays, and then reads its rows. */
async function paidRows(eclair: EclairBench, invoice = near(eclair), more: Form = {}): Promise<Answer> {
  await pay(eclair, invoice.text, more);
  return rows(eclair, invoice.hash);
}

/** An invoice that the next node holds, being paid. */
async function held(eclair: EclairBench, invoice = near(eclair, { holdHash: HASH })) {
  await eclair.ask('payinvoice', { invoice: invoice.text });
  await eclair.it.run(2_000);
  return invoice;
}
const settles = ({ it }: EclairBench) => it.desk('router').settleHold(HASH, PREIMAGE);

async function restart(eclair: EclairBench): Promise<void> {
  eclair.kill();
  await eclair.it.run(100);
  eclair.revive();
  await eclair.it.run(10_000);
}

/** Killed between the row and the signed HTLC: it stays pending for ever. */
async function phantom(eclair: EclairBench) {
  for (;;) {
    const invoice = near(eclair);
    await eclair.ask('payinvoice', { invoice: invoice.text });
    for (let ms = 0; ms < 200; ms++) {
      const [row] = await eclair.rows(invoice.hash);
      // A row of its own and not the placeholder: written.
      if (row !== undefined && row.id !== row.parentId) break;
      await eclair.it.run(1);
    }
    await restart(eclair);
    const [row] = await eclair.rows(invoice.hash);
    if (row?.status.type === 'pending') return invoice;
  }
}

/** Settled while the daemon is down, of several that were in flight: one whose end it never learns. */
async function paidPhantom(eclair: EclairBench) {
  for (;;) {
    const invoices = Array.from({ length: 8 }, () => near(eclair));
    for (const { text } of invoices) await eclair.ask('payinvoice', { invoice: text });
    await eclair.it.run(150);
    await restart(eclair);
    for (const invoice of invoices) {
      const [row] = await eclair.rows(invoice.hash);
      const paid = eclair.it.desk('router').invoice(invoice.hash)?.state === 'paid';
      if (row?.status.type === 'pending' && paid) return invoice;
    }
  }
}

async function eventOf(eclair: EclairBench, invoice: string): Promise<Answer> {
  const { events, socket } = await eclair.follow();
  await eclair.ask('payinvoice', { invoice });
  await eclair.it.run(2_000);
  socket.terminate();
  return { status: 'HTTP 200', text: '', messages: [events[0] as Json] };
}

function cancelled(eclair: EclairBench) {
  const invoice = near(eclair);
  eclair.it.desk('router').cancelInvoice(invoice.hash);
  return invoice;
}

/** The same question as was recorded, asked of the emulator. */
export const ECLAIR_SCENES: { readonly [Name in keyof typeof ECLAIR_QUESTIONS]: Scene } = {
  'who it is': (eclair) => ask(eclair, 'getinfo'),
  'wrong password': (eclair) => answered(eclair.ask('getinfo', {}, { password: 'wrong' })),
  'a method that there is not': (eclair) => ask(eclair, 'nosuchmethod'),
  'GET instead of POST': (eclair) => answered(eclair.ask('getinfo', {}, { verb: 'GET' })),
  'a field is missing': (eclair) => ask(eclair, 'payinvoice'),
  stopped: (eclair) => ask(eclair, 'stop'),
  'connected to again': (eclair) => ask(eclair, 'connect', { nodeId: eclair.it.desk('router').pubkey }),
  'connects to what is no key': (eclair) => ask(eclair, 'connect', { nodeId: `02${'11'.repeat(32)}` }),
  'no channel is usable': async (eclair) => {
    eclair.it.act((world) => world.setNode(1, 'down', 'kill'));
    return ask(eclair, 'usablebalances');
  },
  'an invoice is read': (eclair) => ask(eclair, 'parseinvoice', { invoice: near(eclair).text }),
  'paid over one hop': (eclair) => pay(eclair, near(eclair).text),
  'paid over one hop: rows': (eclair) => paidRows(eclair),
  'paid over one hop, with an externalId: rows': (eclair) =>
    paidRows(eclair, near(eclair), { externalId: 'intent-1' }),
  'paid over two hops': (eclair) => pay(eclair, far(eclair).text),
  'paid over two hops: rows': (eclair) => paidRows(eclair, far(eclair)),
  'begun, not blocking': (eclair) => pay(eclair, near(eclair).text, { blocking: false }),
  'begun: rows': async (eclair) => {
    const { text, hash } = near(eclair);
    await eclair.ask('payinvoice', { invoice: text, externalId: 'intent-1' });
    await eclair.it.run(30);
    return rows(eclair, hash);
  },
  'too dear': (eclair) => pay(eclair, far(eclair).text, { maxFeeFlatSat: 0, maxFeePct: 0 }),
  'too dear: row': (eclair) => paidRows(eclair, far(eclair), { maxFeeFlatSat: 0, maxFeePct: 0 }),
  'a fee limit that is no whole number': (eclair) =>
    pay(eclair, far(eclair).text, { maxFeeFlatSat: '1.5', maxFeePct: 0 }),
  'again after success': async (eclair) => {
    const { text } = near(eclair);
    await pay(eclair, text);
    return pay(eclair, text);
  },
  'again after success: rows': async (eclair) => {
    const invoice = near(eclair);
    await pay(eclair, invoice.text);
    return paidRows(eclair, invoice);
  },
  'eight at once: rows': async (eclair) => {
    const { text, hash } = near(eclair);
    const calls = Array.from({ length: 8 }, () =>
      eclair.send('payinvoice', { invoice: text, blocking: true }),
    );
    await eclair.it.until(Promise.all(calls));
    return rows(eclair, hash);
  },
  'eight at once, held, then settled: rows': async (eclair) => {
    const invoice = near(eclair, { holdHash: HASH });
    const calls = Array.from({ length: 8 }, () => eclair.send('payinvoice', { invoice: invoice.text }));
    await eclair.it.until(Promise.all(calls));
    await eclair.it.run(2_000);
    settles(eclair);
    await eclair.it.run(2_000);
    return rows(eclair, invoice.hash);
  },
  'again while it is held: rows': async (eclair) => {
    const invoice = await held(eclair);
    await held(eclair, invoice);
    return rows(eclair, invoice.hash);
  },
  'again while it is held, then settled: rows': async (eclair) => {
    const invoice = await held(eclair);
    await held(eclair, invoice);
    settles(eclair);
    await eclair.it.run(2_000);
    return rows(eclair, invoice.hash);
  },
  'cancelled by the payee': (eclair) => pay(eclair, cancelled(eclair).text),
  'cancelled by the payee, twice: rows': async (eclair) => {
    const invoice = cancelled(eclair);
    await pay(eclair, invoice.text);
    return paidRows(eclair, invoice);
  },
  expired: async (eclair) => {
    const { text } = near(eclair, { expirySeconds: 2 });
    await pay(eclair, text);
    await eclair.it.run(3_000);
    return pay(eclair, text);
  },
  'too much': (eclair) => pay(eclair, near(eclair, { amountMsat: 20_000_000_000 }).text),
  'too much, not blocking: row': async (eclair) => {
    const invoice = near(eclair, { amountMsat: 20_000_000_000 });
    await eclair.ask('payinvoice', { invoice: invoice.text });
    await eclair.it.run(1_000);
    return rows(eclair, invoice.hash);
  },
  'in several parts': (eclair) => pay(eclair, far(eclair, { amountMsat: 1_500_000_000 }).text),
  'in several parts: rows': (eclair) => paidRows(eclair, far(eclair, { amountMsat: 1_500_000_000 })),
  'no amount': (eclair) => pay(eclair, near(eclair, { amountMsat: null }).text),
  'an amount for an invoice without one': (eclair) =>
    pay(eclair, near(eclair, { amountMsat: null }).text, { amountMsat: 5_000 }),
  'another amount than the invoice': (eclair) => pay(eclair, near(eclair).text, { amountMsat: 1_500_000 }),
  'too little for the payee': (eclair) => pay(eclair, near(eclair).text, { amountMsat: 500_000 }),
  'another network': (eclair) => pay(eclair, textAt(exchange('eclair', 'pay_errors#10').request, 'invoice')),
  'another network, expired': (eclair) =>
    pay(eclair, textAt(exchange('eclair', 'pay_errors#17').request, 'invoice')),
  garbage: (eclair) => pay(eclair, 'lnbcrt1xyz'),
  'paid to itself': (eclair) => pay(eclair, own(eclair).text),
  'paid to itself: row': (eclair) => paidRows(eclair, own(eclair)),
  'an externalId that is too long': (eclair) =>
    pay(eclair, near(eclair).text, { externalId: 'x'.repeat(67) }),
  'held, and the time is over': (eclair) =>
    pay(eclair, near(eclair, { holdHash: HASH }).text, { timeoutSeconds: 1 }),
  'held: rows': async (eclair) => rows(eclair, (await held(eclair)).hash),
  'held, then settled: rows': async (eclair) => {
    const { hash } = await held(eclair);
    settles(eclair);
    await eclair.it.run(2_000);
    return rows(eclair, hash);
  },
  'held over two hops, then settled: rows': async (eclair) => {
    const { hash } = await held(eclair, far(eclair, { holdHash: HASH }));
    eclair.payee.settleHold(HASH, PREIMAGE);
    await eclair.it.run(2_000);
    return rows(eclair, hash);
  },
  'an unknown hash': (eclair) => rows(eclair, 'ab'.repeat(32)),
  'an unknown id': (eclair) => ask(eclair, 'getsentinfo', { id: '11111111-1111-4111-8111-111111111111' }),
  'a hash that is none': (eclair) => rows(eclair, 'abc'),
  'a look-up without a field': (eclair) => ask(eclair, 'getsentinfo'),
  'killed while it is held': async (eclair) => {
    const { text } = near(eclair, { holdHash: HASH });
    const call = eclair.send('payinvoice', { invoice: text, blocking: true });
    const lost = answered(call);
    await eclair.it.run(1_000);
    eclair.kill();
    return eclair.it.until(lost);
  },
  'after a restart, still held: rows': async (eclair) => {
    const { hash } = await held(eclair);
    await restart(eclair);
    return rows(eclair, hash);
  },
  'failed after a restart: rows': async (eclair) => {
    const { hash } = await held(eclair);
    await restart(eclair);
    eclair.it.desk('router').cancelInvoice(hash);
    await eclair.it.run(5_000);
    return rows(eclair, hash);
  },
  'settled after a restart: audit': async (eclair) => {
    await held(eclair);
    await restart(eclair);
    settles(eclair);
    await eclair.it.run(5_000);
    return sentOf(await ask(eclair, 'audit'));
  },
  'audit before anything was paid': async (eclair) => sentOf(await ask(eclair, 'audit')),
  'a phantom: rows': async (eclair) => rows(eclair, (await phantom(eclair)).hash),
  'a phantom: again': async (eclair) => pay(eclair, (await phantom(eclair)).text),
  'a phantom, paid again: rows': async (eclair) => paidRows(eclair, await phantom(eclair)),
  'a paid phantom: again': async (eclair) => pay(eclair, (await paidPhantom(eclair)).text),
  'a paid phantom, paid again: rows': async (eclair) => paidRows(eclair, await paidPhantom(eclair)),
  'the event of a payment': (eclair) => eventOf(eclair, near(eclair).text),
  'the event of a refused one': (eclair) => eventOf(eclair, cancelled(eclair).text),
};

/** Of `audit` only what was sent was kept. */
function sentOf(answer: Answer): Answer {
  return {
    ...answer,
    messages: answer.messages.map((body) => ({ sent: (body as JsonObject).sent ?? null })),
  };
}

function own({ it }: EclairBench) {
  return it.desk('payer').createInvoice({ amountMsat: 1_000_000, description: 'x', expirySeconds: 60 })
    .invoice;
}

/** A second way from the payer to the payee, as wide as the first: for payments in several parts. */
export function twoWays() {
  const network = smallNetwork({ payer: 'eclair', payee: 'eclair' }, 'two ways');
  const [router, first, second] = [network.nodes[1]!, network.channels[0]!, network.channels[1]!];
  return {
    ...network,
    nodes: [...network.nodes, { ...router, name: 'router2', pubkey: 'router2' }],
    channels: [first, second, { ...first, id: 'c03', b: 3 }, { ...second, id: 'c32', a: 3 }],
  };
}
