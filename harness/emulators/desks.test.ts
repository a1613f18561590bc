import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readBolt11 } from '#orchestrator/adapters/bolt11';
import type { PaySaid } from '../sim/personality/said.ts';
import type { DeskListener, EmulatedDesk, EmulatedPay } from './desk.ts';
import { payOf, SAT, smallEmulatedNetwork } from './network.fixture.ts';

const WISH = { amountMsat: 10_000 * SAT, description: 'coffee', expirySeconds: 3_600 };
const PREIMAGE = '5a'.repeat(32);
const HASH = createHash('sha256').update(Buffer.from(PREIMAGE, 'hex')).digest('hex');

/** Everything that a listener hears, as words. */
function hears(desk: EmulatedDesk): string[] {
  const heard: string[] = [];
  const listener: DeskListener = {
    told: (hash, claims) => heard.push(`told ${hash.slice(0, 4)} ${claims}`),
    invoiceChanged: ({ state, receivedMsat }) => heard.push(`invoice ${state} ${receivedMsat}`),
    recordChanged: (hash) => heard.push(`record ${hash.slice(0, 4)}`),
    block: (height) => heard.push(`block ${height}`),
    moved: (state) => heard.push(state),
  };
  desk.listen(listener);
  return heard;
}

function small(payer: 'lnd' | 'cln' | 'eclair' | 'plain' = 'plain', payee: 'plain' | 'lnd' = 'plain') {
  const network = smallEmulatedNetwork({ payer, payee, other: 'plain' });
  const said: PaySaid[] = [];
  const desks = {
    payer: network.desk('payer'),
    router: network.desk('router'),
    payee: network.desk('payee'),
    other: network.desk('other'),
  };
  return {
    network,
    ...desks,
    said,
    pay(text: string, more: Partial<EmulatedPay> = {}, desk = desks.payer): void {
      const invoice = desk.decode(text);
      desk.arrives({ class: 'pay', method: 'pay', hash: invoice.hash }, () =>
        desk.pay(payOf(invoice, more), (words) => said.push(words)),
      );
    },
    set(node: string, state: 'up' | 'down' | 'hung'): void {
      network.act((world) => world.setNode(network.ordinalOf(node), state, 'test'));
    },
  };
}

describe('pays', () => {
  it.each(['lnd', 'cln', 'eclair', 'plain'] as const)('as %s, an invoice of another desk', async (daemon) => {
    const it = small(daemon);
    const heard = hears(it.payee);
    const { invoice } = it.payee.createInvoice(WISH);
    it.pay(invoice.text);
    await it.network.run(10_000);
    expect(heard).toEqual(['invoice open 0', 'invoice paid 10000000']);
    expect(it.payee.invoice(invoice.hash)).toMatchObject({ state: 'paid', settleIndex: 1, addIndex: 1 });
    expect(it.said).toHaveLength(1);
    expect(it.payer.records()).toMatchObject([
      { hash: invoice.hash, state: 'settled', amountMsat: 10_000_000, feeMsat: 2_000, invoice, payee: 2 },
    ]);
    const [record] = it.payer.records();
    expect(record!.createdAtMs).toBe(it.network.baseUnixMs);
    expect(record!.changedAtMs).toBeGreaterThan(record!.createdAtMs);
    expect(it.payer.record(invoice.hash)).toEqual(record);
    expect(it.network.payments).toMatchObject([{ payer: 'payer', state: 'settled', feeMsat: 2_000 }]);
  });

  it('an amountless invoice: whatever comes, in one set', async () => {
    const it = small();
    const { invoice } = it.payee.createInvoice({ ...WISH, amountMsat: null });
    expect(it.payer.decode(invoice.text).amountMsat).toBeNull();
    it.pay(invoice.text, { amountMsat: 400_000 * SAT, feeLimitMsat: 1_000_000, partsMax: 4 });
    await it.network.run(10_000);
    expect(it.payee.invoice(invoice.hash)).toMatchObject({ state: 'paid', receivedMsat: 400_000_000 });
  });

  it('nobody who is not of this network, nor itself', async () => {
    const it = small();
    const alien = smallEmulatedNetwork(
      { payer: 'plain' },
      { network: { ...it.network.network, name: 'alien' } },
    );
    const { invoice } = alien.desk('payee').createInvoice(WISH);
    expect(it.payer.decode(invoice.text)).toMatchObject({
      payee: -1,
      hash: invoice.hash,
      amountMsat: 10_000_000,
    });
    it.pay(invoice.text);
    it.pay(it.payer.createInvoice(WISH).invoice.text);
    await it.network.run(10_000);
    expect(it.said).toMatchObject([{ said: { kind: 'failed' } }, { said: { kind: 'failed' } }]);
    expect(it.payer.record(invoice.hash)?.invoice).toMatchObject({ text: invoice.text });
  });
});

describe('the door', () => {
  it('reads in order; a hung daemon when it resumes, a dead one never', async () => {
    const it = small();
    const read: string[] = [];
    const call = (name: string) =>
      it.payer.arrives({ class: 'info', method: name, hash: '' }, () => read.push(name));
    call('a');
    expect(read).toEqual(['a']);
    it.set('payer', 'hung');
    call('b');
    call('c');
    expect(read).toEqual(['a']);
    it.set('payer', 'up');
    expect(read).toEqual(['a', 'b', 'c']);
    it.set('payer', 'hung');
    call('d');
    it.set('payer', 'down');
    call('e');
    it.set('payer', 'up');
    expect(read).toEqual(['a', 'b', 'c']);
  });

  it('a killed node answers nobody, and its epoch moves on', async () => {
    const it = small();
    const heard = hears(it.payer);
    const { epoch } = it.payer;
    it.pay(it.payee.createInvoice(WISH).invoice.text);
    it.set('payer', 'down');
    expect(it.payer.state).toBe('down');
    it.set('payer', 'up');
    await it.network.run(60_000);
    expect(it.said).toEqual([]);
    expect(it.payer.records()).toMatchObject([{ state: 'settled' }]);
    expect(it.payer.epoch).not.toBe(epoch);
    expect(heard.filter((word) => word === 'down' || word === 'up')).toEqual(['down', 'up']);
  });

  it('a hung node says what it has when it resumes', async () => {
    const it = small();
    const heard = hears(it.payee);
    const { invoice } = it.payee.createInvoice(WISH);
    it.set('payee', 'hung');
    it.network.act((world) => world.cancelInvoice(invoice.hash));
    expect(heard).toEqual(['invoice open 0', 'hung']);
    it.set('payee', 'up');
    expect(heard.slice(2)).toEqual(['up', 'invoice canceled 0']);
  });

  it('later: in virtual time, when it resumes, and not in the next life', async () => {
    const it = small();
    const done: string[] = [];
    it.payer.later(1_000, () => done.push('a'));
    it.payer.later(3_000, () => done.push('b'));
    it.payer.later(5_000, () => done.push('c'));
    await it.network.run(2_000);
    expect(done).toEqual(['a']);
    it.set('payer', 'hung');
    await it.network.run(2_000);
    it.set('payer', 'up');
    expect(done).toEqual(['a', 'b']);
    it.set('payer', 'down');
    it.set('payer', 'up');
    await it.network.run(10_000);
    expect(done).toEqual(['a', 'b']);
  });
});

describe('invoices', () => {
  it('hold: kept until told, with a preimage that the payee did not know', async () => {
    const it = small();
    const heard = hears(it.payee);
    const { invoice } = it.payee.createInvoice({ ...WISH, holdHash: HASH });
    it.pay(invoice.text);
    await it.network.run(10_000);
    expect(it.payee.invoice(HASH)).toMatchObject({
      state: 'held',
      hold: true,
      preimage: '',
      receivedMsat: 10_000_000,
    });
    expect(it.payer.channels()[0]?.htlcs).toEqual([
      { outgoing: true, hash: HASH, amountMsat: 10_002_000, expiryHeight: expect.any(Number) },
    ]);
    expect(it.router.channels().map(({ htlcs }) => htlcs.map(({ outgoing }) => outgoing))).toEqual([
      [false],
      [true],
      [],
    ]);
    expect(it.payee.settleHold(HASH, '00'.repeat(32))).toBe(false);
    expect(it.payee.settleHold(HASH, PREIMAGE)).toBe(true);
    expect(it.payee.settleHold(HASH, PREIMAGE)).toBe(false);
    await it.network.run(10_000);
    expect(it.payee.invoice(HASH)).toMatchObject({ state: 'paid', preimage: PREIMAGE });
    expect(it.payer.record(HASH)).toMatchObject({ state: 'settled', preimage: PREIMAGE });
    expect(heard).toEqual(['invoice open 0', 'invoice held 10000000', 'invoice paid 10000000']);
  });

  it('hold: canceled', async () => {
    const it = small();
    it.pay(it.payee.createInvoice({ ...WISH, holdHash: HASH }).invoice.text);
    await it.network.run(10_000);
    expect(it.other.cancelInvoice(HASH)).toBe(false);
    expect(it.payee.cancelInvoice(HASH)).toBe(true);
    await it.network.run(10_000);
    expect(it.payee.invoice(HASH)).toMatchObject({ state: 'canceled', settleIndex: 0 });
    expect(it.payer.record(HASH)).toMatchObject({ state: 'failed' });
  });

  it('have one hash and one label each, an order, and an end', async () => {
    const it = small();
    const first = it.payee.createInvoice({ ...WISH, preimage: PREIMAGE, label: 'one' });
    expect(first).toMatchObject({ state: 'open', addIndex: 1, label: 'one', preimage: PREIMAGE });
    expect(first.invoice).toMatchObject({
      hash: HASH,
      expirySeconds: 3_600,
      createdAtMs: it.network.baseUnixMs,
    });
    expect(() => it.payee.createInvoice({ ...WISH, label: 'one' })).toThrow(/label one is taken/);
    expect(() => it.payee.createInvoice({ ...WISH, preimage: PREIMAGE })).toThrow(RangeError);
    expect(() => it.payee.createInvoice({ ...WISH, preimage: PREIMAGE, holdHash: HASH })).toThrow(RangeError);
    it.other.createInvoice({ ...WISH, label: 'one' });
    const second = it.payee.createInvoice(WISH);
    expect(it.payee.invoices().map(({ addIndex }) => addIndex)).toEqual([1, 2]);
    expect(it.other.invoice(HASH)).toBeUndefined();
    it.pay(second.invoice.text);
    await it.network.run(10_000);
    expect(it.payee.invoice(second.invoice.hash)).toMatchObject({ addIndex: 2, settleIndex: 1 });
    await it.network.run(3_600_000);
    expect(it.payee.invoice(HASH)?.state).toBe('expired');
    expect(it.payee.nowMs).toBe(it.network.baseUnixMs + 3_610_000);
  });

  it('that the world has already get their text', async () => {
    const it = small();
    const heard = hears(it.payee);
    const order = { payee: 2, hash: HASH, preimage: PREIMAGE, amountMsat: 5_000_000, expiresAtMs: 60_000 };
    it.network.world.createInvoice(order);
    const { text } = it.network.desks.register(order, 'from a client').invoice;
    expect(heard).toEqual(['invoice open 0']);
    it.pay(text);
    await it.network.run(10_000);
    expect(it.payee.invoice(HASH)).toMatchObject({ state: 'paid', receivedMsat: 5_000_000 });
    expect(it.payer.decode(text.toUpperCase())).toMatchObject({
      hash: HASH,
      expirySeconds: 60,
      description: 'from a client',
    });
  });

  it.each([0, 1, 999, 1_000, 1_999])('expire when the order does, to the second: %d ms', (expiresAtMs) => {
    const { network, payer } = small();
    const order = { payee: 2, hash: HASH, preimage: PREIMAGE, amountMsat: 5_000_000, expiresAtMs };
    network.world.createInvoice(order);
    const { text, ...written } = network.desks.register(order).invoice;
    const read = readBolt11(text);
    const endsAtMs = network.baseUnixMs + Math.floor(expiresAtMs / 1_000) * 1_000;
    expect(written.createdAtMs + written.expirySeconds * 1_000).toBe(endsAtMs);
    expect('error' in read ? read : read.createdAtMs + read.expirySeconds * 1_000).toBe(endsAtMs);
    expect(payer.decode(text).expirySeconds).toBeGreaterThan(0);
  });

  it('what cannot be read is said', () => {
    expect(() => small().payer.decode('lnbcrt1nonsense')).toThrow(/not a BOLT 11 invoice/);
  });
});

describe('sees', () => {
  it('its channels, peers and routes', () => {
    const it = small();
    const [channel] = it.payer.channels();
    expect(channel).toMatchObject({
      id: 'c01',
      shortId: { block: 100, tx: 1, output: 0 },
      fundingTxid: expect.stringMatching(/^[0-9a-f]{64}$/),
      peer: 1,
      peerPubkey: it.router.pubkey,
      peerAlive: true,
      active: true,
      capacityMsat: 1_000_000_000,
      localMsat: 1_000_000_000,
      remoteMsat: 0,
      reserveMsat: 10_000_000,
      htlcs: [],
    });
    expect(it.router.peers().map(({ node }) => node)).toEqual([0, 2, 3]);
    const { height } = it.payer;
    expect(it.payer.route(2, 10_000_000, 5_000)).toEqual({
      feeMsat: 2_000,
      hops: [
        {
          pubkey: it.router.pubkey,
          shortId: { block: 100, tx: 1, output: 0 },
          amountMsat: 10_002_000,
          feeMsat: 2_000,
          expiryHeight: height + 61,
        },
        {
          pubkey: it.payee.pubkey,
          shortId: { block: 100, tx: 2, output: 0 },
          amountMsat: 10_000_000,
          feeMsat: 0,
          expiryHeight: height + 21,
        },
      ],
    });
    expect(it.payer.route(2, 10_000_000, 1_999)).toBeNull();
    expect(it.payer.route(-1, 10_000_000, 5_000)).toBeNull();
    it.set('router', 'down');
    expect(it.payer.channels()[0]).toMatchObject({ peerAlive: false, active: false });
    expect(it.payer.peers()).toMatchObject([{ node: 1, alive: false }]);
  });

  it('blocks', () => {
    const it = small();
    const heard = hears(it.payer);
    const before = it.payer.blockHash;
    it.network.act((world) => world.mine(2));
    expect(heard).toEqual(['block 800001', 'block 800002']);
    expect(it.payer).toMatchObject({ height: 800_002, blockHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(it.payer.blockHash).not.toBe(before);
    it.network.act((world) => world.disconnectBlocks(2));
    expect(it.payer.blockHash).toBe(before);
  });

  it('nobody else`s node', () => {
    const { network } = small();
    expect(() => network.desk('nobody')).toThrow(/no node named nobody/);
    expect(() => network.desks.of(9)).toThrow(RangeError);
  });
});
