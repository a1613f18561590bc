import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import * as lightning from 'lightning';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../emulators/emulator.ts';
import { type RealNetwork, realNetwork } from './real-network.fixture.ts';

type LndEndpoint = Extract<Endpoint, { daemon: 'lnd' }>;

let network: RealNetwork<'lnd', 'lnd'>;
/** The payer, and the payee. */
let lnd: lightning.AuthenticatedLnd;
let other: lightning.AuthenticatedLnd;
beforeAll(async () => {
  network = await realNetwork('lnd', 'lnd');
  [lnd, other] = [connect(network.payer), connect(network.payee)];
}, 60_000);
afterAll(() => network.stop());

/** As its README says to connect. */
function connect(
  { grpc, tlsCertFile, macaroonFile }: LndEndpoint,
  more: { readonly macaroon?: string; readonly cert?: string } = {},
): lightning.AuthenticatedLnd {
  return lightning.authenticatedLndGrpc({
    cert: readFileSync(tlsCertFile).toString('base64'),
    macaroon: readFileSync(macaroonFile).toString('base64'),
    socket: grpc,
    ...more,
  }).lnd;
}

const invoiceOf = (tokens: number, more: object = {}) =>
  lightning.createInvoice({ lnd: other, tokens, description: 'tea', ...more });

/** Of wall time: what else runs on this machine is not known. */
const PATIENCE = { timeout: 20_000 };
const unexpectedly = (details: unknown) => [503, 'UnexpectedPaymentError', { err: { details } }];

describe('lightning 12.5.0 (npm) against the LND emulator, by the wall clock', () => {
  it('info: wallet, version, height, status, channels, balances, peers', async () => {
    const info = await lightning.getWalletInfo({ lnd });
    const { emulated } = network.running;
    expect(info).toMatchObject({ alias: 'payer', is_synced_to_chain: true, is_synced_to_graph: true });
    expect(info).toMatchObject({ public_key: emulated.desk('payer').pubkey, active_channels_count: 1 });
    expect(await lightning.getIdentity({ lnd })).toEqual({ public_key: info.public_key });
    expect(await lightning.getWalletVersion({ lnd })).toMatchObject({ version: '0.21.0-beta' });
    expect((await lightning.getHeight({ lnd })).current_block_height).toBe(emulated.world.height);
    const open = lightning.unauthenticatedLndGrpc({
      cert: readFileSync(network.payer.tlsCertFile).toString('base64'),
      socket: network.payer.grpc,
    });
    expect(await lightning.getWalletStatus(open)).toMatchObject({ is_active: true, is_ready: true });
    const { channels } = await lightning.getChannels({ lnd });
    expect(channels).toMatchObject([
      { capacity: 1_000_000, is_active: true, is_opening: false, pending_payments: [], remote_balance: 0 },
    ]);
    expect(channels[0]).toMatchObject({ partner_public_key: emulated.desk('router').pubkey });
    const { channel_balance_mtokens, pending_balance } = await lightning.getChannelBalance({ lnd });
    expect([channel_balance_mtokens, pending_balance]).toEqual(['1000000000', 0]);
    expect((await lightning.getPeers({ lnd })).peers).toMatchObject([{ is_inbound: false }]);
    expect((await lightning.getPendingChannels({ lnd })).pending_channels).toEqual([]);
    expect((await lightning.getClosedChannels({ lnd })).channels).toEqual([]);
    expect((await lightning.getChainBalance({ lnd })).chain_balance).toBe(0);
  });

  it('an invoice is made, read, paid, found on both sides, and heard of', async () => {
    const told: (readonly [boolean, string])[] = [];
    const invoices = lightning.subscribeToInvoices({ lnd: other });
    const paid = new Promise<void>((resolve) =>
      invoices.on('invoice_updated', ({ id, is_confirmed }) => {
        told.push([is_confirmed, id]);
        if (is_confirmed) resolve();
      }),
    );
    const { id, request, secret } = await invoiceOf(1000);
    const decoded = await lightning.decodePaymentRequest({ lnd, request });
    expect(decoded).toMatchObject({ id, tokens: 1000, mtokens: '1000000', description: 'tea' });
    expect(decoded).toMatchObject({ is_expired: false });
    expect(decoded).toMatchObject({ destination: network.running.emulated.desk('payee').pubkey });
    expect(await lightning.getInvoice({ lnd: other, id })).toMatchObject({ is_confirmed: false });

    const payment = await lightning.pay({ lnd, request, max_fee_mtokens: '1100' });
    expect(payment).toMatchObject({ id, secret, is_confirmed: true, fee_mtokens: '1100', tokens: 1001 });
    expect(payment.hops.map(({ fee_mtokens }) => fee_mtokens)).toEqual(['1100', '0']);
    expect(createHash('sha256').update(payment.secret, 'hex').digest('hex')).toBe(id);
    await paid;

    const found = await lightning.getPayment({ lnd, id });
    expect(found).toMatchObject({ is_confirmed: true, payment: { secret, request, fee_mtokens: '1100' } });
    expect(await lightning.getInvoice({ lnd: other, id })).toMatchObject({
      is_confirmed: true,
      received_mtokens: '1000000',
      payments: [{ is_confirmed: true, mtokens: '1000000' }],
      secret,
    });
    expect(told).toEqual([
      [false, id],
      [true, id],
    ]);
    invoices.removeAllListeners();
    const { payments, next } = await lightning.getPayments({ lnd });
    expect([payments.map((one) => one.id), next]).toEqual([[id], undefined]);
    expect((await lightning.getInvoices({ lnd: other })).invoices.map((one) => one.id)).toEqual([id]);
    // A code of LND's that this library does not know.
    await expect(lightning.pay({ lnd, request })).rejects.toMatchObject(
      unexpectedly('invoice is already paid'),
    );
  });

  it('an amountless invoice is paid with the amount of the payer', async () => {
    const { request, id } = await lightning.createInvoice({ lnd: other });
    expect(await lightning.pay({ lnd, request, mtokens: '7001' })).toMatchObject({ id, mtokens: '8001' });
    expect(await lightning.getInvoice({ lnd: other, id })).toMatchObject({ received_mtokens: '7001' });
  });

  it('a payment that fails says why: no route, too little money, expired; unknown hashes are unknown', async () => {
    const route = await invoiceOf(1000);
    await expect(lightning.pay({ lnd, request: route.request, max_fee: 1 })).rejects.toMatchObject([
      503,
      'PaymentPathfindingFailedToFindPossibleRoute',
    ]);
    const failed = await lightning.getPayment({ lnd, id: route.id });
    expect(failed).toMatchObject({ is_failed: true, failed: { is_route_not_found: true } });
    const rich = await invoiceOf(2_000_000);
    await expect(lightning.pay({ lnd, request: rich.request })).rejects.toEqual([
      503,
      'InsufficientBalanceToAttemptPayment',
    ]);
    const expired = await invoiceOf(10, { expires_at: new Date(Date.now() + 2_000).toISOString() });
    network.running.emulated.advance(60_000);
    await expect(lightning.pay({ lnd, request: expired.request })).rejects.toMatchObject(
      unexpectedly(expect.stringContaining('invoice expired')),
    );
    await expect(lightning.getPayment({ lnd, id: '00'.repeat(32) })).rejects.toEqual([
      404,
      'SentPaymentNotFound',
    ]);
    await expect(lightning.getInvoice({ lnd, id: '00'.repeat(32) })).rejects.toMatchObject([
      503,
      'UnexpectedLookupInvoiceErr',
      { err: { details: 'unable to locate invoice' } },
    ]);
    const { payments } = await lightning.getFailedPayments({ lnd });
    expect(payments.map(({ id }) => id)).toEqual([rich.id, route.id]);
  });

  it('a hold invoice: held, settled; held, canceled', async () => {
    const preimage = randomBytes(32);
    const id = createHash('sha256').update(preimage).digest('hex');
    const { request } = await lightning.createHodlInvoice({ lnd: other, id, tokens: 50 });
    const single = lightning.subscribeToInvoice({ lnd: other, id });
    const held = new Promise<void>((resolve) =>
      single.on('invoice_updated', ({ is_held }) => is_held === true && resolve()),
    );
    const paying = lightning.subscribeToPayViaRequest({ lnd, request, max_fee: 10 });
    const isPaying = once(paying, 'paying');
    const confirmed = once(paying, 'confirmed');
    await held;
    await isPaying;
    expect(await lightning.getPayment({ lnd, id })).toMatchObject({ is_pending: true });
    expect((await lightning.getPendingPayments({ lnd })).payments.map((one) => one.id)).toEqual([id]);
    const { channels } = await lightning.getChannels({ lnd });
    expect(channels[0]?.pending_payments).toMatchObject([{ id, is_outgoing: true, tokens: 51 }]);
    await lightning.settleHodlInvoice({ lnd: other, secret: preimage.toString('hex') });
    expect((await confirmed)[0]).toMatchObject({ id, secret: preimage.toString('hex'), fee_mtokens: '1005' });
    single.removeAllListeners();

    const canceled = await lightning.createHodlInvoice({ lnd: other, tokens: 60 });
    const second = lightning.subscribeToPayViaRequest({ lnd, request: canceled.request, max_fee: 10 });
    const failed = once(second, 'failed');
    await once(second, 'paying');
    await lightning.cancelHodlInvoice({ lnd: other, id: canceled.id });
    expect((await failed)[0]).toMatchObject({ id: canceled.id, is_invalid_payment: true });
    expect(await lightning.getInvoice({ lnd: other, id: canceled.id })).toMatchObject({ is_canceled: true });
  });

  it('follows payments; follows invoices again after the stream broke, from where it was', async () => {
    const seen: string[] = [];
    const payments = lightning.subscribeToPayments({ lnd });
    for (const event of ['paying', 'confirmed', 'failed'] as const)
      payments.on(event, () => seen.push(event));
    const { invoices: known } = await lightning.getInvoices({ lnd: other, limit: 1 });
    // Its types do not know of the index.
    const [last] = known as unknown as readonly [{ readonly index: number }];
    const told: string[] = [];
    const invoices = lightning.subscribeToInvoices({
      lnd: other,
      added_after: last.index,
      restart_delay_ms: 200,
    });
    const broken = once(invoices, 'error');
    invoices.on('invoice_updated', ({ id, is_confirmed }) => told.push(`${id.slice(0, 8)} ${is_confirmed}`));
    const first = await invoiceOf(5);
    await expect.poll(() => told.length, PATIENCE).toBe(1);
    network.running.emulated.desks.breakStreams(network.running.emulated.ordinalOf('payee'));
    expect((await broken)[0]).toMatchObject([503, 'UnexpectedInvoiceSubscriptionError', {}]);
    const second = await invoiceOf(6);
    await lightning.pay({ lnd, request: second.request });
    await expect.poll(() => told.at(-1), PATIENCE).toBe(`${second.id.slice(0, 8)} true`);
    expect(told[0]).toBe(`${first.id.slice(0, 8)} false`);
    const past = lightning.subscribeToPastPayment({ lnd, id: second.id });
    expect((await once(past, 'confirmed'))[0]).toMatchObject({ id: second.id });
    await expect.poll(() => seen, PATIENCE).toEqual(['paying', 'confirmed']);
    payments.removeAllListeners();
    invoices.removeAllListeners();
  });

  it('does not know, when the connection breaks after LND took the payment; then it finds it, paid once', async () => {
    const { emulated } = network.running;
    const before = emulated.payments.length;
    const { id, request } = await invoiceOf(1000);
    const reset = { kind: 'net.reset', id: 'npm', node: 'payer', phase: 'after', count: 1 } as const;
    emulated.faults.switchOn({ ...reset, calls: ['pay'] });
    await expect(lightning.pay({ lnd, request })).rejects.toMatchObject([503, 'UnexpectedPaymentError', {}]);
    await expect
      .poll(() => lightning.getPayment({ lnd, id }), PATIENCE)
      .toMatchObject({ is_confirmed: true });
    await expect(lightning.pay({ lnd, request })).rejects.toMatchObject(
      unexpectedly('invoice is already paid'),
    );
    expect(emulated.payments.length - before).toBe(1);
  });

  it('is refused with a macaroon of another node, and with a certificate of another node', async () => {
    const strange = readFileSync(network.payee.macaroonFile).toString('base64');
    const wrong = connect(network.payer, { macaroon: strange });
    await expect(lightning.getWalletInfo({ lnd: wrong })).rejects.toMatchObject([
      503,
      'GetWalletInfoErr',
      { err: { details: 'verification failed: signature mismatch after caveat verification' } },
    ]);
    const cert = readFileSync(network.payee.tlsCertFile).toString('base64');
    const stranger = connect(network.payer, { cert });
    await expect(lightning.getWalletInfo({ lnd: stranger })).rejects.toMatchObject([
      503,
      'GetWalletInfoErr',
      { err: { details: expect.stringContaining('self-signed certificate') } },
    ]);
  });
});
