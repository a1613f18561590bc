import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Heard, Message } from './lnd.fixture.ts';
import { twoLnds } from './lnd.fixture.ts';

const PREIMAGE = Buffer.alloc(32, 0x11);
const HASH = createHash('sha256').update(PREIMAGE).digest();

function told({ messages }: Heard): string[] {
  return messages.map(({ add_index, settle_index, state }) => `${add_index}/${settle_index} ${state}`);
}

describe('invoices', () => {
  it('are made, decoded, looked up and listed', async () => {
    const { network, payee } = await twoLnds();
    const { client } = payee;
    const made = await network.until(
      client.invoice({ value_msat: '1500', memo: 'tea', expiry: '60', r_preimage: PREIMAGE }),
    );
    expect(made.r_hash).toEqual(HASH);
    const decoded = await network.until(
      client.ask('Lightning', 'DecodePayReq', { pay_req: made.payment_request }),
    );
    expect(decoded).toMatchObject({
      destination: payee.emulator.desk.pubkey,
      payment_hash: HASH.toString('hex'),
      num_satoshis: '1',
      num_msat: '1500',
      description: 'tea',
      expiry: '60',
      payment_addr: made.payment_addr,
    });
    expect(Object.keys(decoded.features)).toEqual(['8', '14', '17']);
    const seen = await network.until(client.ask('Lightning', 'LookupInvoice', { r_hash: HASH }));
    expect(seen).toMatchObject({ state: 'OPEN', settled: false, value_msat: '1500', r_preimage: PREIMAGE });
    const byAddress = { payment_addr: made.payment_addr };
    expect(await network.until(client.ask('Invoices', 'LookupInvoiceV2', byAddress))).toEqual(seen);
    await network.run(61_000);
    const { invoices, last_index_offset } = await network.until(
      client.ask('Lightning', 'ListInvoices', { reversed: true }),
    );
    expect([invoices.map((one: Message) => one.state), last_index_offset]).toEqual([['CANCELED'], '1']);
  });

  it('are refused with the texts of the daemon', async () => {
    const { network, payee } = await twoLnds();
    const { client } = payee;
    const refusal = (...call: Parameters<typeof client.refusal>) => network.until(client.refusal(...call));
    await network.until(client.invoice({ r_preimage: PREIMAGE }));
    expect([
      await refusal('Lightning', 'AddInvoice', { r_preimage: PREIMAGE }),
      await refusal('Lightning', 'AddInvoice', { r_preimage: Buffer.alloc(5) }),
      await refusal('Invoices', 'AddHoldInvoice', { hash: HASH }),
      await refusal('Lightning', 'LookupInvoice', { r_hash: Buffer.alloc(32) }),
      await refusal('Lightning', 'LookupInvoice', { r_hash: Buffer.alloc(3) }),
      await refusal('Invoices', 'SettleInvoice', { preimage: Buffer.alloc(32) }),
      await refusal('Invoices', 'SettleInvoice', { preimage: PREIMAGE }),
      await refusal('Invoices', 'CancelInvoice', { payment_hash: Buffer.alloc(32) }),
      await refusal('Lightning', 'DecodePayReq', { pay_req: 'lnbcrt1' }),
    ]).toEqual([
      { code: 2, details: 'invoice with payment hash already exists' },
      { code: 2, details: 'payment preimage must be exactly 32 bytes, is instead 5' },
      { code: 2, details: 'invoice with payment hash already exists' },
      { code: 5, details: 'unable to locate invoice' },
      { code: 2, details: 'payment hash must be exactly 32 bytes, is instead 3' },
      { code: 2, details: 'unable to locate invoice' },
      { code: 2, details: 'invoice still open' },
      { code: 2, details: 'unable to locate invoice' },
      { code: 2, details: 'invalid bech32 string length 7' },
    ]);
  });

  it('are held until they are settled or cancelled, and both may be said twice', async () => {
    const { network, payer, payee } = await twoLnds();
    const { client } = payee;
    const follow = client.listen('Invoices', 'SubscribeSingleInvoice', { r_hash: HASH });
    await network.run(10);
    const { payment_request } = await network.until(
      client.ask('Invoices', 'AddHoldInvoice', { hash: HASH, value: '10' }),
    );
    payer.client.pay({ payment_request });
    await network.run(3_000);
    for (const _twice of [1, 2])
      await network.until(client.ask('Invoices', 'SettleInvoice', { preimage: PREIMAGE }));
    expect(await network.until(follow.ended)).toEqual({ code: 0, details: '' });
    expect(
      follow.messages.map(({ state, r_preimage, amt_paid_msat }) => [
        state,
        r_preimage.length,
        amt_paid_msat,
      ]),
    ).toEqual([
      ['OPEN', 0, '0'],
      ['ACCEPTED', 0, '10000'],
      ['SETTLED', 32, '10000'],
    ]);
    expect(await network.until(client.refusal('Invoices', 'CancelInvoice', { payment_hash: HASH }))).toEqual({
      code: 2,
      details: 'invoice already settled',
    });
    const { r_hash } = await network.until(client.invoice());
    for (const _twice of [1, 2])
      await network.until(client.ask('Invoices', 'CancelInvoice', { payment_hash: r_hash }));
  });

  it('are told to followers, and replayed from an index as the daemon replays them', async () => {
    const { network, payer, payee } = await twoLnds();
    const { client } = payee;
    const subscribe = (request: Message) => client.listen('Lightning', 'SubscribeInvoices', request);
    const live = subscribe({});
    await network.run(10);
    const requests: Message[] = [];
    for (const value of ['1', '2', '3']) requests.push(await network.until(client.invoice({ value })));
    // The third is cancelled: of that followers of all invoices are not told.
    await network.until(client.ask('Invoices', 'CancelInvoice', { payment_hash: requests[2]!.r_hash }));
    for (const at of [1, 0]) {
      const pay = payer.client.pay({ payment_request: requests[at]!.payment_request });
      await network.until(pay.ended);
    }
    await network.until(client.invoice({ value: '4' }));
    expect(told(live)).toEqual([
      '1/0 OPEN',
      '2/0 OPEN',
      '3/0 OPEN',
      '2/1 SETTLED',
      '1/2 SETTLED',
      '4/0 OPEN',
    ]);
    const replays = {
      none: subscribe({}),
      adds: subscribe({ add_index: '1' }),
      settles: subscribe({ settle_index: '1' }),
      both: subscribe({ add_index: '1', settle_index: '1' }),
      beyond: subscribe({ add_index: '5', settle_index: '9' }),
    };
    await network.run(10);
    expect(Object.fromEntries(Object.entries(replays).map(([name, heard]) => [name, told(heard)]))).toEqual({
      none: [],
      adds: ['2/1 SETTLED', '4/0 OPEN'],
      settles: ['1/2 SETTLED'],
      both: ['2/1 SETTLED', '4/0 OPEN', '1/2 SETTLED'],
      beyond: [],
    });
    for (const value of ['5', '6']) await network.until(client.invoice({ value }));
    expect(told(replays.none)).toEqual(['5/0 OPEN', '6/0 OPEN']);
    expect(told(replays.beyond)).toEqual(['6/0 OPEN']);
  });
});
