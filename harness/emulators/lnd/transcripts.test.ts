import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Message, twoLnds } from './lnd.fixture.ts';
import { differences as allDifferences } from './shape.fixture.ts';

/** What a real LND v0.21.0-beta answered; where it was recorded stands in the file. */
const real: Message = JSON.parse(
  readFileSync(new URL('fixtures/observed-lnd.json', import.meta.url), 'utf8'),
);

/** `Payment.path` is in the protos of the client library, and was in no proto of the daemon any more. */
function differences(there: unknown, here: unknown): string[] {
  return allDifferences(there, here).filter((one) => !/(^|\.)path: absent → nothing$/.test(one));
}

/** Asked the same, the emulator answers with the same fields, types and states; what differs is said here, with its reason. */
describe('beside a real LND', () => {
  it('GetInfo', async () => {
    const { network, payer } = await twoLnds();
    const info = await network.until(payer.client.ask('Lightning', 'GetInfo'));
    expect(differences(real.GetInfo, info)).toEqual([
      // The recorded one had no peers yet.
      'num_active_channels: nothing → number of digits',
      'num_peers: nothing → number of digits',
      'synced_to_graph: false → true',
    ]);
  });

  it('ListChannels', async () => {
    const { network, payer, payee } = await twoLnds();
    const { payment_request } = await network.until(payee.client.invoice());
    await network.until(payer.client.pay({ payment_request }).ended);
    const channels = await network.until(payer.client.ask('Lightning', 'ListChannels'));
    expect(differences(real.ListChannels, channels)).toEqual([
      // The simulated network keeps no such statistics.
      'channels.0.lifetime: string of digits → nothing',
      'channels.0.num_updates: string of digits → nothing',
      'channels.0.total_satoshis_sent: string of digits → nothing',
      'channels.0.uptime: string of digits → nothing',
    ]);
  });

  it('SendPaymentV2 and TrackPaymentV2 of a payment over two hops', async () => {
    const { network, payer, payee } = await twoLnds();
    const { payment_request, r_hash } = await network.until(payee.client.invoice());
    const pay = payer.client.pay({ payment_request });
    await network.until(pay.ended);
    expect(differences(real.SendPaymentV2['two hops'], pay.messages)).toEqual([]);
    const track = payer.client.track(r_hash);
    await network.until(track.ended);
    expect(differences(real.TrackPaymentV2.succeeded, track.messages)).toEqual([]);
    const listed = await network.until(payer.client.ask('Lightning', 'ListPayments'));
    expect(differences(real.ListPayments, listed)).toEqual([]);
  });

  it('SendPaymentV2 of payments that fail', async () => {
    const { network, payer, payee } = await twoLnds();
    const { payment_request } = await network.until(payee.client.invoice());
    const noRoute = payer.client.pay({ payment_request, fee_limit_msat: 0 });
    await network.until(noRoute.ended);
    expect(differences(real.SendPaymentV2['no route'], noRoute.messages)).toEqual([]);
    // Recorded over one hop.
    const router = network.desk('router');
    const { text, hash } = router.createInvoice({
      amountMsat: 1_000_000,
      description: '',
      expirySeconds: 3600,
    }).invoice;
    router.cancelInvoice(hash);
    const refused = payer.client.pay({ payment_request: text });
    await network.until(refused.ended);
    expect(differences(real.SendPaymentV2['refused by the payee'], refused.messages)).toEqual([]);
    const track = payer.client.track(hash);
    await network.until(track.ended);
    expect(differences(real.TrackPaymentV2['failed, attempts not kept'], track.messages)).toEqual([]);
  });

  it('LookupInvoice and SubscribeInvoices', async () => {
    const { network, payer, payee } = await twoLnds();
    const follow = payee.client.listen('Lightning', 'SubscribeInvoices');
    await network.run(10);
    const { payment_request, r_hash } = await network.until(payee.client.invoice());
    await network.until(payer.client.pay({ payment_request }).ended);
    expect(differences(real.LookupInvoice.open, follow.messages[0])).toEqual([]);
    const settled = await network.until(payee.client.ask('Lightning', 'LookupInvoice', { r_hash }));
    expect(differences(real.LookupInvoice.settled, settled)).toEqual([]);
  });

  it('State', async () => {
    const { network, payer } = await twoLnds();
    expect(await network.until(payer.client.ask('State', 'GetState'))).toEqual(real.State);
  });
});
