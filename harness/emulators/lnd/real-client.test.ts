import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import * as lightning from 'lightning';
import { describe, expect, it } from 'vitest';
import { type Lnd, twoLnds } from './lnd.fixture.ts';

/** As the README of `lightning` says to connect. */
function connect({ endpoint }: Lnd): lightning.AuthenticatedLnd {
  return lightning.authenticatedLndGrpc({
    cert: readFileSync(endpoint.tlsCertFile).toString('base64'),
    macaroon: readFileSync(endpoint.macaroonFile).toString('base64'),
    socket: endpoint.grpc,
  }).lnd;
}

describe('lightning, the client library on npm that others use,', () => {
  it('works unmodified: info, invoice, decode, pay, look up, list', async () => {
    const { network, payer, payee } = await twoLnds();
    const [lnd, other] = [connect(payer), connect(payee)];
    const done = <Value>(promise: Promise<Value>) => network.until(promise);

    const info = await done(lightning.getWalletInfo({ lnd }));
    expect(info).toMatchObject({
      alias: 'payer',
      is_synced_to_chain: true,
      active_channels_count: 1,
      peers_count: 1,
    });
    expect((await done(lightning.getWalletVersion({ lnd }))).version).toBe('0.21.0-beta');
    expect((await done(lightning.getIdentity({ lnd }))).public_key).toBe(info.public_key);
    expect((await done(lightning.getHeight({ lnd }))).current_block_height).toBe(network.world.height);

    const invoice = await done(lightning.createInvoice({ lnd: other, tokens: 1000, description: 'tea' }));
    const decoded = await done(lightning.decodePaymentRequest({ lnd, request: invoice.request }));
    expect(decoded).toMatchObject({ id: invoice.id, tokens: 1000, description: 'tea' });

    const paid = await done(lightning.pay({ lnd, request: invoice.request, max_fee_mtokens: '100000' }));
    expect(paid).toMatchObject({
      id: invoice.id,
      is_confirmed: true,
      secret: invoice.secret,
      fee_mtokens: '1100',
    });
    expect(paid.hops).toHaveLength(2);

    expect(await done(lightning.getInvoice({ lnd: other, id: invoice.id }))).toMatchObject({
      is_confirmed: true,
      received_mtokens: '1000000',
      secret: invoice.secret,
    });
    const found = await done(lightning.getPayment({ lnd, id: invoice.id }));
    expect(found).toMatchObject({
      is_confirmed: true,
      payment: { secret: invoice.secret, fee_mtokens: '1100' },
    });
    const { payments } = await done(lightning.getPayments({ lnd }));
    expect(payments).toMatchObject([{ id: invoice.id, is_confirmed: true, fee_mtokens: '1100' }]);
    const { invoices } = await done(lightning.getInvoices({ lnd: other }));
    expect(invoices).toMatchObject([{ id: invoice.id, is_confirmed: true }]);

    const { channels } = await done(lightning.getChannels({ lnd }));
    expect(channels).toMatchObject([{ is_active: true, capacity: 1_000_000 }]);
    expect((await done(lightning.getChannelBalance({ lnd }))).channel_balance_mtokens).toBe(
      String(1_000_000_000 - 1_001_100),
    );
    expect((await done(lightning.getChainBalance({ lnd }))).chain_balance).toBe(0);
    expect((await done(lightning.getPeers({ lnd }))).peers).toHaveLength(1);
    expect((await done(lightning.createChainAddress({ lnd, format: 'p2wpkh' }))).address).toMatch(/^bcrt1q/);
    const { route } = await done(
      lightning.getRouteToDestination({ lnd, destination: decoded.destination, tokens: 10 }),
    );
    expect(route).toMatchObject({ fee_mtokens: '1001' });
    expect(route?.hops).toHaveLength(2);
    expect((await done(lightning.getNetworkGraph({ lnd }))).channels).toHaveLength(1);
  });

  it('hears what it expects of what fails', async () => {
    const { network, payer, payee } = await twoLnds();
    const [lnd, other] = [connect(payer), connect(payee)];
    const { request, id } = await network.until(lightning.createInvoice({ lnd: other, tokens: 1000 }));
    await expect(network.until(lightning.pay({ lnd, request, max_fee: 0 }))).rejects.toMatchObject([
      503,
      'PaymentPathfindingFailedToFindPossibleRoute',
    ]);
    expect(await network.until(lightning.getPayment({ lnd, id }))).toMatchObject({
      is_failed: true,
      failed: { is_route_not_found: true },
    });
    await expect(network.until(lightning.getPayment({ lnd, id: '00'.repeat(32) }))).rejects.toEqual([
      404,
      'SentPaymentNotFound',
    ]);
  });

  it('follows invoices and payments, and holds an invoice', async () => {
    const { network, payer, payee } = await twoLnds();
    const [lnd, other] = [connect(payer), connect(payee)];
    const told: string[] = [];
    const invoices = lightning.subscribeToInvoices({ lnd: other });
    invoices.on('invoice_updated', ({ is_confirmed }) => told.push(`invoice ${is_confirmed}`));
    const payments = lightning.subscribeToPayments({ lnd });
    payments.on('confirmed', ({ secret }) => told.push(`payment ${secret.length}`));
    payments.on('paying', () => told.push('paying'));
    await network.run(10);

    const hold = await network.until(lightning.createHodlInvoice({ lnd: other, tokens: 5 }));
    const single = lightning.subscribeToInvoice({ lnd: other, id: hold.id });
    const held = once(single, 'invoice_updated');
    await network.until(held);
    const pay = lightning.subscribeToPayViaRequest({ lnd, request: hold.request, max_fee: 10 });
    const confirmed = once(pay, 'confirmed');
    await network.run(3_000);
    const pending = await network.until(lightning.getPayment({ lnd, id: hold.id }));
    expect(pending).toMatchObject({ is_pending: true });
    await network.until(lightning.settleHodlInvoice({ lnd: other, secret: hold.secret! }));
    await network.until(confirmed);
    await network.run(1_000);
    expect(told).toEqual(['invoice false', 'paying', 'invoice true', 'payment 64']);
    for (const emitter of [invoices, payments, single, pay]) emitter.removeAllListeners();
  });
});
