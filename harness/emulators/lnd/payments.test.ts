import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SAT } from '../network.fixture.ts';
import { type Heard, twoLnds } from './lnd.fixture.ts';

const ZEROS = '0'.repeat(64);
const HOLD_PREIMAGE = '11'.repeat(32);
const HOLD_HASH = sha256(HOLD_PREIMAGE);

function sha256(hex: string): string {
  return createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');
}

describe('SendPaymentV2', () => {
  it('says that it is in flight, with each attempt, and how it ended; then OK', async () => {
    const { network, payer, payee } = await twoLnds();
    const { payment_request, r_hash } = await network.until(payee.client.invoice());
    const pay = payer.client.pay({ payment_request });
    expect(await network.until(pay.ended)).toEqual({ code: 0, details: '' });
    expect(pay.words).toEqual(['IN_FLIGHT[]', 'IN_FLIGHT[I]', 'SUCCEEDED[S]']);
    expect(pay.messages.map((message) => message.payment_preimage).slice(0, 2)).toEqual([ZEROS, ZEROS]);
    const { last } = pay;
    expect(sha256(last.payment_preimage)).toBe(r_hash.toString('hex'));
    expect(last).toMatchObject({ value_msat: '1000000', fee_msat: '1100', fee_sat: '1', payment_request });
    const { route } = last.htlcs[0];
    expect(route).toMatchObject({ total_amt_msat: '1001100', total_fees_msat: '1100' });
    expect(route.hops.map((hop: Heard['last']) => [hop.amt_to_forward_msat, hop.fee_msat])).toEqual([
      ['1000000', '1100'],
      ['1000000', '0'],
    ]);
  });

  it('says only the end with no_inflight_updates', async () => {
    const { network, payer, payee } = await twoLnds();
    const { payment_request } = await network.until(payee.client.invoice());
    const pay = payer.client.pay({ payment_request, no_inflight_updates: true });
    await network.until(pay.ended);
    expect(pay.words).toEqual(['SUCCEEDED[S]']);
  });

  it('deduplicates by hash: while in flight, when paid, eight at once, and when expired not at all', async () => {
    const { network, payer, payee } = await twoLnds();
    const { payment_request } = await network.until(
      payee.client.ask('Invoices', 'AddHoldInvoice', {
        hash: Buffer.from(HOLD_HASH, 'hex'),
        value: '1000',
        expiry: '3600',
      }),
    );
    const eight = Array.from({ length: 8 }, () => payer.client.pay({ payment_request }));
    await network.run(5_000);
    const refused = await Promise.all(eight.filter((one) => one.isOver).map((one) => one.ended));
    expect(refused).toEqual(Array(7).fill({ code: 6, details: 'payment already exists' }));
    const again = payer.client.pay({ payment_request });
    expect(await network.until(again.ended)).toEqual({ code: 6, details: 'payment is in transition' });
    await network.until(
      payee.client.ask('Invoices', 'SettleInvoice', { preimage: Buffer.from(HOLD_PREIMAGE, 'hex') }),
    );
    await network.run(5_000);
    expect(eight.map((one) => one.words).filter((words) => words.length > 0)).toEqual([
      ['IN_FLIGHT[]', 'IN_FLIGHT[I]', 'SUCCEEDED[S]'],
    ]);
    expect(await network.until(payer.client.pay({ payment_request }).ended)).toEqual({
      code: 6,
      details: 'invoice is already paid',
    });
    await network.run(3_600_000);
    expect(await network.until(payer.client.pay({ payment_request }).ended)).toEqual({
      code: 2,
      details: 'invoice expired. Valid until 2026-01-01 01:00:00 +0000 UTC',
    });
    const track = payer.client.track(HOLD_HASH);
    expect(await network.until(track.ended)).toEqual({ code: 0, details: '' });
    expect(track.words).toEqual(['SUCCEEDED[S]']);
  });

  it('tries a failed payment again, as another row', async () => {
    const { network, payer, payee } = await twoLnds();
    const { payment_request, r_hash } = await network.until(payee.client.invoice());
    const dear = payer.client.pay({ payment_request, fee_limit_msat: 0 });
    await network.until(dear.ended);
    expect(dear.words).toEqual(['IN_FLIGHT[]', 'FAILED(NO_ROUTE)[]']);
    const track = payer.client.track(r_hash);
    await network.until(track.ended);
    expect(track.words).toEqual(['FAILED(NO_ROUTE)[]']);
    const again = payer.client.pay({ payment_request });
    await network.until(again.ended);
    expect(again.words.at(-1)).toBe('SUCCEEDED[S]');
    expect(Number(again.last.payment_index)).toBeGreaterThan(Number(dear.last.payment_index));
  });

  it('shows the failed HTLC once at the end, and never again', async () => {
    const { network, payer, payee } = await twoLnds();
    const { payment_request, r_hash } = await network.until(payee.client.invoice());
    await network.until(payee.client.ask('Invoices', 'CancelInvoice', { payment_hash: r_hash }));
    const pay = payer.client.pay({ payment_request });
    await network.until(pay.ended);
    expect(pay.words).toEqual([
      'IN_FLIGHT[]',
      'IN_FLIGHT[I]',
      'IN_FLIGHT(INCORRECT_PAYMENT_DETAILS)[I]',
      'FAILED(INCORRECT_PAYMENT_DETAILS)[F]',
    ]);
    expect(pay.last.htlcs[0].failure).toMatchObject({
      code: 'INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS',
      failure_source_index: 2,
    });
    const track = payer.client.track(r_hash);
    await network.until(track.ended);
    expect(track.words).toEqual(['FAILED(INCORRECT_PAYMENT_DETAILS)[]']);
  });

  it('fails for want of balance, and without a route', async () => {
    const { network, payer, payee } = await twoLnds();
    const { payment_request } = await network.until(payee.client.invoice({ value: '2000000' }));
    const large = payer.client.pay({ payment_request });
    await network.until(large.ended);
    expect(large.words).toEqual(['IN_FLIGHT[]', 'FAILED(INSUFFICIENT_BALANCE)[]']);
    const nowhere = payer.client.pay({
      dest: Buffer.from(`02${'79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'}`, 'hex'),
      amt: '1',
      payment_hash: Buffer.alloc(32, 3),
      final_cltv_delta: 40,
    });
    await network.until(nowhere.ended);
    expect(nowhere.words).toEqual(['IN_FLIGHT[]', 'FAILED(NO_ROUTE)[]']);
    expect(nowhere.last).toMatchObject({ payment_request: '', value_msat: '1000' });
  });

  it('pays an invoice without an amount, and says SUCCEEDED(TIMEOUT) of what settled after its window', async () => {
    const { network, payer, payee } = await twoLnds();
    const { payment_request } = await network.until(
      payee.client.ask('Invoices', 'AddHoldInvoice', { hash: Buffer.from(HOLD_HASH, 'hex') }),
    );
    const pay = payer.client.pay({ payment_request, amt_msat: '5001', timeout_seconds: 2 });
    await network.run(6_000);
    expect(pay.words).toEqual(['IN_FLIGHT[]', 'IN_FLIGHT[I]']);
    await network.until(
      payee.client.ask('Invoices', 'SettleInvoice', { preimage: Buffer.from(HOLD_PREIMAGE, 'hex') }),
    );
    await network.until(pay.ended);
    expect(pay.words.at(-1)).toBe('SUCCEEDED(TIMEOUT)[S]');
    expect(pay.last).toMatchObject({ value_msat: '5001', value_sat: '5', value: '5' });
  });

  it.each([
    ['garbage', { payment_request: 'garbage' }, 'invalid bech32 string length 7'],
    [
      'mainnet',
      {
        payment_request:
          'lnbc20m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqscc6gd6ql3jrc5yzme8v4ntcewwz5cnw92tz0pc8qcuufvq7khhr8wpald05e92xw006sq94mg8v2ndf4sefvf9sygkshp5zfem29trqq2yxxz7',
      },
      "invoice not for current active network 'regtest'",
    ],
    ['sat and msat', { amt: '1', amt_msat: '1' }, 'sat and msat arguments are mutually exclusive'],
    [
      'hash and request',
      { payment_request: 'x', payment_hash: Buffer.alloc(32) },
      'payment_hash and payment_request cannot appear together',
    ],
    ['no destination', {}, 'invalid vertex length of 0, want 33'],
  ])('refuses %s', async (_what, request, details) => {
    const { network, payer } = await twoLnds();
    const pay = payer.client.pay(request);
    expect(await network.until(pay.ended)).toEqual({ code: 2, details });
    expect(pay.messages).toEqual([]);
  });

  it('refuses wrong amounts, itself, and a text with a wrong letter', async () => {
    const { network, payer, payee } = await twoLnds();
    const fixed = await network.until(payee.client.invoice());
    const free = await network.until(payee.client.invoice({}));
    const own = await network.until(payer.client.invoice());
    const details = async (request: object) => (await network.until(payer.client.pay(request).ended)).details;
    expect(await details({ payment_request: fixed.payment_request, amt_msat: '1' })).toBe(
      'amount must not be specified when paying a non-zero amount invoice',
    );
    expect(await details({ payment_request: free.payment_request })).toBe(
      'amount must be specified when paying a zero amount invoice',
    );
    expect(await details({ payment_request: own.payment_request })).toBe('self-payments not allowed');
    const text = String(fixed.payment_request);
    expect(
      await details({ payment_request: text.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q')) }),
    ).toMatch(/^checksum failed\. Expected .{6}, got .{6}\.$/);
    expect(await details({ payment_request: `${text}b` })).toMatch(/not part of charset: 98$/);
  });
});

describe('TrackPaymentV2', () => {
  it('says at once what is, and what becomes of it; nothing of a pending payment without updates', async () => {
    const { network, payer, payee } = await twoLnds();
    const { payment_request } = await network.until(
      payee.client.ask('Invoices', 'AddHoldInvoice', { hash: Buffer.from(HOLD_HASH, 'hex'), value: '7' }),
    );
    payer.client.pay({ payment_request, no_inflight_updates: true });
    await network.run(3_000);
    const [loud, silent] = [
      payer.client.track(HOLD_HASH),
      payer.client.track(HOLD_HASH, { no_inflight_updates: true }),
    ];
    await network.run(5_000);
    expect([loud.words, silent.words]).toEqual([['IN_FLIGHT[I]'], []]);
    await network.until(
      payee.client.ask('Invoices', 'SettleInvoice', { preimage: Buffer.from(HOLD_PREIMAGE, 'hex') }),
    );
    await network.until(Promise.all([loud.ended, silent.ended]));
    expect([loud.words, silent.words]).toEqual([['IN_FLIGHT[I]', 'SUCCEEDED[S]'], ['SUCCEEDED[S]']]);
  });

  it('knows what it does not know', async () => {
    const { network, payer } = await twoLnds();
    expect(await network.until(payer.client.track('00'.repeat(32)).ended)).toEqual({
      code: 5,
      details: "payment isn't initiated",
    });
    expect(await network.until(payer.client.track('6161').ended)).toEqual({
      code: 2,
      details: 'invalid hash length of 2, want 32',
    });
  });
});

describe('TrackPayments and ListPayments', () => {
  it('follow all payments; what ended before is listed, not told', async () => {
    const { network, payer, payee } = await twoLnds();
    const invoices: Heard['last'][] = [];
    for (const value of ['1', '2', '3']) invoices.push(await network.until(payee.client.invoice({ value })));
    const pay = async (at: number, more: object = {}) => {
      const heard = payer.client.pay({ payment_request: invoices[at]!.payment_request, ...more });
      await network.until(heard.ended);
    };
    await pay(0);
    const all = payer.client.listen('Router', 'TrackPayments', {});
    const ends = payer.client.listen('Router', 'TrackPayments', { no_inflight_updates: true });
    await network.run(10);
    await pay(1);
    await pay(2, { fee_limit_msat: 0 });
    await network.run(1_000);
    expect(all.words).toEqual([
      'IN_FLIGHT[]',
      'IN_FLIGHT[I]',
      'SUCCEEDED[S]',
      'IN_FLIGHT[]',
      'FAILED(NO_ROUTE)[]',
    ]);
    expect(ends.words).toEqual(['SUCCEEDED[S]', 'FAILED(NO_ROUTE)[]']);
    const list = async (request: object) => {
      const { payments, first_index_offset, last_index_offset } = await network.until(
        payer.client.ask('Lightning', 'ListPayments', request),
      );
      return [
        payments.map((one: Heard['last']) => Number(one.value_msat) / SAT),
        first_index_offset,
        last_index_offset,
      ];
    };
    expect(await list({})).toEqual([[1, 2], '1', '2']);
    expect(await list({ include_incomplete: true })).toEqual([[1, 2, 3], '1', '3']);
    expect(await list({ include_incomplete: true, max_payments: '2' })).toEqual([[1, 2], '1', '2']);
    expect(await list({ include_incomplete: true, index_offset: '2' })).toEqual([[3], '3', '3']);
    expect(await list({ include_incomplete: true, reversed: true, max_payments: '2' })).toEqual([
      [2, 3],
      '2',
      '3',
    ]);
    expect(await list({ include_incomplete: true, reversed: true, index_offset: '2' })).toEqual([
      [1],
      '1',
      '1',
    ]);
    expect(await list({ creation_date_start: '1867225600' })).toEqual([[], '0', '0']);
  });
});
