import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EclairBench } from './eclair-bench.fixture.ts';

let eclair: EclairBench;
beforeEach(async () => {
  eclair = await EclairBench.start();
});
afterEach(() => eclair.stop());

const body = async (...call: Parameters<EclairBench['ask']>) => (await eclair.ask(...call)).body;
const create = (form: Record<string, string | number> = {}) =>
  body('createinvoice', { description: 'tea', amountMsat: 20_000_000, ...form });
/** Somebody else pays an invoice of the emulated node: first it needs money on the other side of its channel. */
async function receive(text: string): Promise<void> {
  const { text: first } = eclair.invoice(100_000_000);
  await eclair.ask('payinvoice', { invoice: first, blocking: true });
  const { payee } = eclair;
  const invoice = payee.decode(text);
  const limits = { feeLimitMsat: 100_000, windowMs: 60_000, partsMax: 1, cltvLimitBlocks: 1440 };
  payee.pay({ invoice, amountMsat: invoice.amountMsat ?? 0, ...limits, gone: false }, () => undefined);
  await eclair.it.run(5000);
}

describe('invoices', () => {
  it('are made, read, listed and deleted', async () => {
    const made = await create({ expireIn: 600 });
    expect(made).toMatchObject({ prefix: 'lnbcrt', description: 'tea', amount: 20_000_000, expiry: 600 });
    const form = { paymentHash: made.paymentHash };
    expect(await body('parseinvoice', { invoice: made.serialized })).toEqual(made);
    expect(await body('getinvoice', form)).toEqual(made);
    const other = await create({ description: 'cake' });
    expect(await body('listinvoices')).toEqual([made, other]);
    expect(await body('listinvoices', { count: 1, skip: 1 })).toEqual([other]);
    expect(await body('deleteinvoice', form)).toBe(`deleted invoice ${made.paymentHash}`);
    expect(await eclair.ask('getinvoice', form)).toMatchObject({ status: 404, body: { error: 'Not found' } });
    expect(await body('listpendinginvoices')).toEqual([other]);
    expect(await body('deleteinvoice', { paymentHash: 'ab'.repeat(32) })).toContain('deleted invoice');
    await eclair.it.run(2 * 86_400_000);
    expect(await body('listinvoices')).toEqual([]);
    expect(await body('listinvoices', { from: 0 })).toEqual([other]);
  });

  it('with a preimage of the caller, once', async () => {
    const preimage = '44'.repeat(32);
    const made = await create({ paymentPreimage: preimage });
    const info = await body('getreceivedinfo', { paymentHash: made.paymentHash });
    expect(info).toMatchObject({
      paymentPreimage: preimage,
      status: { type: 'pending' },
      paymentType: 'Standard',
    });
    expect((await eclair.ask('createinvoice', { description: '', paymentPreimage: preimage })).status).toBe(
      500,
    );
  });

  it('are received: who asks is told how much, and what was received cannot be deleted', async () => {
    const made = await create();
    const short = await create({ expireIn: 1, description: 'short' });
    await receive(made.serialized);
    const info = await body('getreceivedinfo', { invoice: made.serialized });
    expect(info).toMatchObject({ invoice: made, status: { type: 'received', amount: 20_000_000 } });
    expect(await body('listreceivedpayments')).toEqual([info]);
    expect((await body('audit')).received).toMatchObject([
      { type: 'payment-received', paymentHash: made.paymentHash, parts: [{ amount: 20_000_000 }] },
    ]);
    const expired = await body('getreceivedinfo', { paymentHash: short.paymentHash });
    expect(expired.status).toEqual({ type: 'expired' });
    const refused = await eclair.ask('deleteinvoice', { paymentHash: made.paymentHash });
    expect([refused.status, refused.body.error]).toEqual([400, 'Cannot remove a received incoming payment']);
  });

  it.each([
    ['createinvoice', {}, 500],
    ['createinvoice', { description: 'x', descriptionHash: 'ab'.repeat(32) }, 500],
    ['createinvoice', { description: 'x', amountMsat: 'much' }, 400],
    ['createinvoice', { description: 'x', amountMsat: -1 }, 400],
    ['createinvoice', { description: 'x'.repeat(700) }, 500],
    ['getinvoice', {}, 400],
    ['getreceivedinfo', {}, 400],
    ['listinvoices', { skip: 1 }, 400],
  ])('%s %j: %d', async (method, form, status) => {
    expect((await eclair.ask(method, form as Record<string, string>)).status).toBe(status);
  });
});

describe('the node', () => {
  it('its peers, channels and balances', async () => {
    const { pubkey } = eclair.it.desk('router');
    expect(await body('peers')).toMatchObject([{ nodeId: pubkey, state: 'CONNECTED', channels: 1 }]);
    expect(await body('usablebalances')).toMatchObject([
      { remoteNodeId: pubkey, realScid: '100x1x0', canSend: 990_000_000, canReceive: 0, isEnabled: true },
    ]);
    const [channel] = await body('channels', { nodeId: pubkey });
    expect(channel).toMatchObject({ nodeId: pubkey, state: 'NORMAL', data: { type: 'DATA_NORMAL' } });
    expect(await body('channel', { channelId: channel.channelId })).toEqual(channel);
    expect(await body('channel', { shortChannelId: '100x1x0' })).toEqual(channel);
    expect(await body('channels', { nodeId: eclair.payee.pubkey })).toEqual([]);
    expect(await eclair.ask('channel', { channelId: 'ab'.repeat(32) })).toMatchObject({
      status: 400,
      body: { error: `channel ${'ab'.repeat(32)} not found` },
    });
    expect((await body('allchannels'))[0].shortChannelId).toBe('100x1x0');
    expect(await body('nodes')).toHaveLength(2);
    eclair.it.act((world) => world.setNode(1, 'down', 'kill'));
    expect((await body('channels'))[0].state).toBe('OFFLINE');
    expect([await body('usablebalances'), (await body('channelbalances')).length]).toEqual([[], 1]);
    expect(await body('peers')).toMatchObject([{ state: 'DISCONNECTED' }]);
  });

  it('an HTLC that is out is in its channel', async () => {
    const { text, hash } = eclair.invoice(10_000_000, { holdHash: '22'.repeat(32) });
    await eclair.ask('payinvoice', { invoice: text });
    await eclair.it.run(2000);
    const [{ data }] = await body('channels');
    expect(data.commitments.active[0].localCommit.spec.htlcs).toMatchObject([
      { direction: 'OUT', paymentHash: hash, amountMsat: 10_002_000 },
    ]);
  });

  it('all that it has, in BTC: the shape of the test of the serializer of Eclair', async () => {
    const { text } = eclair.invoice(10_000_000);
    await eclair.ask('payinvoice', { invoice: text, blocking: true });
    const none = { toLocal: 0, htlcs: 0 };
    expect(await body('globalbalance')).toEqual({
      total: 0.00989998,
      onChain: { total: 0, deeplyConfirmed: {}, recentlyConfirmed: {}, unconfirmed: {} },
      offChain: {
        waitForFundingConfirmed: 0,
        waitForChannelReady: 0,
        normal: { toLocal: 0.00989998, htlcs: 0 },
        shutdown: none,
        negotiating: none,
        closing: none,
        waitForPublishFutureCommitment: 0,
      },
    });
  });

  it('connects to nobody but its peers, and says so with 200', async () => {
    const key = eclair.payee.pubkey;
    const uri = `${key}@127.0.0.1:9735`;
    expect(await body('connect', { uri })).toBe('connection failed to 127.0.0.1:9735');
    expect(await body('connect', { nodeId: key })).toBe('no address found');
    expect(await eclair.ask('connect', { nodeId: `05${key.slice(2)}` })).toMatchObject({
      status: 400,
      body: { error: "The form field 'nodeId' was malformed:\nrequirement failed: public key is invalid" },
    });
    expect(await body('getnewaddress')).toMatch(/^bcrt1q[02-9ac-hj-np-z]{38}$/);
    expect(await body('onchainbalance')).toEqual({ confirmed: 0, unconfirmed: 0 });
  });

  it('refuses what is not emulated before anything is done', async () => {
    for (const method of ['sendtonode', 'payoffer', 'open', 'stop'])
      expect(await eclair.ask(method)).toMatchObject({
        status: 400,
        body: { error: `${method} is not emulated` },
      });
  });

  it('its files: eclair.conf with port and password, for the owner alone', () => {
    const conf = join(eclair.folder, 'eclair.conf');
    const { port } = new URL(eclair.http);
    expect(readFileSync(conf, 'utf8')).toContain(
      `eclair.api.port = ${port}\neclair.api.password = "${eclair.password}"`,
    );
    expect(statSync(conf).mode & 0o077).toBe(0);
  });
});

describe('routes', () => {
  it('in three formats', async () => {
    const { text } = eclair.invoice();
    const [router, payee] = [eclair.it.desk('router').pubkey, eclair.payee.pubkey];
    const self = eclair.it.desk('payer').pubkey;
    expect(await body('findroute', { invoice: text })).toEqual({
      routes: [{ amount: 10_000_000, nodeIds: [self, router, payee] }],
    });
    expect(await body('findroute', { invoice: text, format: 'shortChannelId' })).toMatchObject({
      routes: [{ shortChannelIds: ['100x1x0', '100x2x0'] }],
    });
    const full = await body('findroute', { invoice: text, format: 'full' });
    expect(full.routes[0].hops[1]).toMatchObject({
      nodeId: router,
      nextNodeId: payee,
      source: { channelUpdate: { feeBaseMsat: 2_000 } },
    });
    const between = { sourceNodeId: self, targetNodeId: router, amountMsat: 1000 };
    expect(await body('findroutebetweennodes', between)).toMatchObject({
      routes: [{ nodeIds: [self, router] }],
    });
    expect(await body('findroutetonode', { nodeId: router, amountMsat: 1000 })).toMatchObject({
      routes: [{}],
    });
  });

  it.each([
    ['route not found', () => eclair.ask('findroute', { invoice: eclair.invoice().text, maxFeeMsat: 1 })],
    ['balance too low', () => eclair.ask('findroute', { invoice: eclair.invoice(2e9).text })],
    [
      'cannot route to self',
      () => eclair.ask('findroutetonode', { nodeId: eclair.it.desk('payer').pubkey, amountMsat: 1 }),
    ],
  ])('500 %s', async (error, ask) => {
    expect(await ask()).toMatchObject({ status: 500, body: { error } });
  });
});

describe('forms', () => {
  it('of several parts', async () => {
    const { text } = eclair.invoice();
    const part = (name: string, value: string) =>
      `--b0\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const form = `${part('invoice', text)}${part('blocking', 'true')}--b0--\r\n`;
    const more = { contentType: 'multipart/form-data; boundary=b0', body: form };
    expect(await body('payinvoice', {}, more)).toMatchObject({ type: 'payment-sent' });
  });

  it.each([
    [{ maxAttempts: 'x' }, "'x' is not a valid 32-bit signed integer value"],
    [{ maxFeePct: '' }, "'' is not a valid 64-bit floating point value"],
    [{ blocking: 'perhaps' }, "'perhaps' is not a valid Boolean value"],
    [{ amountMsat: '1e3' }, 'For input string: "1e3"'],
    [{ amountMsat: '' }, 'For input string: ""'],
    [{ timeoutSeconds: 0 }, 'requirement failed: timeout must be positive'],
  ])('%j: 400', async (form, why) => {
    const { text, hash } = eclair.invoice();
    const { status, body } = await eclair.ask('payinvoice', { invoice: text, ...form });
    const [field] = Object.keys(form);
    expect([status, body.error]).toEqual([400, `The form field '${field}' was malformed:\n${why}`]);
    await eclair.it.run(1000);
    expect(eclair.payee.invoice(hash)?.state).toBe('open');
  });

  it('of another type: 415', async () => {
    const more = { contentType: 'application/json', body: '{}' };
    expect((await eclair.ask('payinvoice', {}, more)).status).toBe(415);
  });

  it('an uuid or a hash that is none', async () => {
    expect((await eclair.ask('getsentinfo', { id: 'x' })).body.error).toContain('Invalid UUID string: x');
    expect((await eclair.ask('getsentinfo', { paymentHash: 'zz' })).body.error).toContain(
      "Invalid hexadecimal character 'z' at index 0",
    );
  });
});
