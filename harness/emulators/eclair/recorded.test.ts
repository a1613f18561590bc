import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EclairBench, type HttpAnswer } from './eclair-bench.fixture.ts';
import recording from './fixtures/recorded.json' with { type: 'json' };

type Recorded = typeof recording.recorded;
type Asked = {
  [Name in keyof Recorded]: Recorded[Name] extends { response: unknown } ? Name : never;
}[keyof Recorded];

let eclair: EclairBench;
beforeEach(async () => {
  eclair = await EclairBench.start();
});
afterEach(() => eclair.stop());

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, 'uuid'],
  [/^0[23][\da-f]{64}$/, 'key'],
  [/^[\da-f]{64}$/, '32 bytes'],
  [/^\d+x\d+x\d+$/, 'short channel id'],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/, 'moment'],
  [/^lnbcrt1?/, 'lnbcrt'],
];
/** Sets whose members are values and not shapes. */
const SETS = new Set(['activated', 'unknown']);

/** Names, nesting and kinds of values; nothing of their meaning. */
function shapeOf(value: unknown, name = ''): unknown {
  if (SETS.has(name)) return typeof value;
  if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(shapeOf(one))))].sort();
  if (typeof value === 'string') return FORMS.find(([form]) => form.test(value))?.[1] ?? 'text';
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner, key)]));
}

const invoice = () => eclair.invoice(10_000_000).text;
const pay = (more: object = {}) => eclair.ask('payinvoice', { invoice: invoice(), blocking: true, ...more });
async function rowsAfter(more: object): Promise<HttpAnswer> {
  const { text, hash } = eclair.invoice();
  await eclair.ask('payinvoice', { invoice: text, blocking: true, ...more });
  return eclair.ask('getsentinfo', { paymentHash: hash });
}
const sha256 = (hex: string) => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');

/** The same question as was recorded, asked here. */
const ASKED: { readonly [Name in Asked]: () => Promise<HttpAnswer> } = {
  getinfo: () => eclair.ask('getinfo'),
  'wrong password': () => eclair.ask('getinfo', {}, { password: 'wrong' }),
  'unknown method': () => eclair.ask('nosuchmethod'),
  'missing field': () => eclair.ask('payinvoice'),
  'connect again': () => eclair.ask('connect', { nodeId: eclair.it.desk('router').pubkey }),
  parseinvoice: () => eclair.ask('parseinvoice', { invoice: invoice() }),
  'paid, blocking': () => pay(),
  'row of a payment': () => rowsAfter({}),
  'begun, not blocking': () => pay({ blocking: false }),
  'no route': () => pay({ maxFeeFlatSat: 1, maxFeePct: 0 }),
  'row without a route': () => rowsAfter({ maxFeeFlatSat: 1, maxFeePct: 0 }),
  'flat is no whole number': () => pay({ maxFeeFlatSat: '1.5', maxFeePct: 0 }),
  'paid again': async () => {
    const text = invoice();
    await eclair.ask('payinvoice', { invoice: text, blocking: true });
    return eclair.ask('payinvoice', { invoice: text, blocking: true });
  },
  'rows of both': async () => {
    const { text, hash } = eclair.invoice();
    await eclair.ask('payinvoice', { invoice: text, blocking: true });
    await eclair.ask('payinvoice', { invoice: text, blocking: true });
    return eclair.ask('getsentinfo', { paymentHash: hash });
  },
  expired: async () => {
    const { text } = eclair.invoice(1000, { expirySeconds: 1 });
    await eclair.it.run(2000);
    return eclair.ask('payinvoice', { invoice: text, blocking: true });
  },
  'externalId too long': () => pay({ externalId: 'x'.repeat(67) }),
  'amountless, no amount': () =>
    eclair.ask('payinvoice', { invoice: eclair.invoice(null).text, blocking: true }),
  'garbage invoice': () => eclair.ask('payinvoice', { invoice: 'lnbcrt1xyz', blocking: true }),
  'self payment': () => {
    const own = eclair.it
      .desk('payer')
      .createInvoice({ amountMsat: 1000, description: 'x', expirySeconds: 60 });
    return eclair.ask('payinvoice', { invoice: own.invoice.text, blocking: true });
  },
  'insufficient balance': () =>
    eclair.ask('payinvoice', { invoice: eclair.invoice(20_000_000_000).text, blocking: true }),
  'unknown hash': () => eclair.ask('getsentinfo', { paymentHash: 'ab'.repeat(32) }),
  'malformed hash': () => eclair.ask('getsentinfo', { paymentHash: 'abc' }),
  'no field': () => eclair.ask('getsentinfo'),
  'ask timed out': () => {
    const held = eclair.invoice(1_000_000, { holdHash: sha256('11'.repeat(32)) });
    return eclair.ask('payinvoice', { invoice: held.text, blocking: true, timeoutSeconds: 1 });
  },
  pending: () => pendingRow(),
  'failed after a restart': async () => {
    const { text, hash } = eclair.invoice(1_000_000, { holdHash: sha256('11'.repeat(32)) });
    await eclair.ask('payinvoice', { invoice: text });
    await eclair.it.run(1000);
    eclair.kill();
    eclair.revive();
    eclair.payee.cancelInvoice(hash);
    await eclair.it.run(10_000);
    return eclair.ask('getsentinfo', { paymentHash: hash });
  },
};

async function pendingRow(): Promise<HttpAnswer> {
  const { text, hash } = eclair.invoice(1_000_000, { holdHash: sha256('11'.repeat(32)) });
  await eclair.ask('payinvoice', { invoice: text });
  await eclair.it.run(1000);
  return eclair.ask('getsentinfo', { paymentHash: hash });
}

it.each(Object.keys(ASKED) as Asked[])('%s: as a real Eclair', async (name) => {
  const { response } = recording.recorded[name];
  const { status, body, headers } = await ASKED[name]();
  expect(status).toBe(response.status);
  const texts = [response.body, body].map((one) => (one as { error?: unknown }).error);
  expect(texts[1]).toBe(texts[0]);
  expect(shapeOf(body)).toEqual(shapeOf(response.body));
  if ('headers' in response) expect(headers).toMatchObject(response.headers);
});

it('events and the audit: as a real Eclair', async () => {
  const { events } = await eclair.follow();
  const text = invoice();
  await eclair.ask('payinvoice', { invoice: text });
  await eclair.it.run(2000);
  await eclair.ask('payinvoice', { invoice: text });
  await eclair.it.run(2000);
  const { recorded } = recording;
  expect(events.map((event) => shapeOf(event))).toEqual([
    shapeOf(recorded['event sent'].body),
    shapeOf(recorded['event failed'].body),
  ]);
  const { body } = await eclair.ask('audit');
  expect(shapeOf(body.sent)).toEqual(shapeOf(recorded['audit after a restart'].body));
});
