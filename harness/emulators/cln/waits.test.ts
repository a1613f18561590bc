import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { type Cln, type Message, twoClns } from './cln.fixture.ts';
import type { WireObject } from './wire-json.ts';

const ask = (of: Cln, method: string, params: WireObject) => of.rpc.ask(method, params);

it('wait: counters that move on with rows and invoices, and what moved them', async () => {
  const { network, payer, payee } = await twoClns();
  const wait = (of: Cln, subsystem: string, indexname: string, nextvalue: number) =>
    ask(of, 'wait', { subsystem, indexname, nextvalue });
  const now = await network.until(wait(payer, 'sendpays', 'created', 0));
  expect(now.result).toEqual({ subsystem: 'sendpays', created: 0 });
  const made = wait(payee, 'invoices', 'created', 1);
  const created = wait(payer, 'sendpays', 'created', 1);
  const updated = wait(payer, 'sendpays', 'updated', 1);
  const paid = wait(payee, 'invoices', 'updated', 1);
  const wish = { amount_msat: 1_000, label: 7, description: '' };
  const { bolt11, payment_hash } = (await network.until(ask(payee, 'invoice', wish))).result;
  expect((await network.until(made)).result).toEqual({
    subsystem: 'invoices',
    created: 1,
    invoices: { status: 'unpaid', label: '7', bolt11 },
  });
  await network.until(ask(payer, 'xpay', { invstring: bolt11 }));
  const part = { partid: 1, groupid: expect.any(BigInt), payment_hash };
  expect((await network.until(created)).result.sendpays).toEqual({ status: 'pending', ...part });
  expect((await network.until(updated)).result.sendpays).toEqual({ status: 'complete', ...part });
  expect((await network.until(paid)).result.invoices).toMatchObject({ status: 'paid' });
  const unknown = await network.until(wait(payer, 'frozzles', 'created', 0));
  expect(unknown.error).toMatchObject({ code: -32602 });
});

it('waitanyinvoice is a cursor: nothing is lost, nothing comes twice', async () => {
  const { network, payer, payee } = await twoClns();
  const texts: string[] = [];
  for (let at = 0; at < 3; at++) {
    const wish = { amount_msat: 1_000, label: `l${at}`, description: '' };
    texts.push((await network.until(ask(payee, 'invoice', wish))).result.bolt11);
  }
  for (const at of [2, 0]) await network.until(ask(payer, 'xpay', { invstring: texts[at]! }));
  const next = (lastpay_index: number) => ask(payee, 'waitanyinvoice', { lastpay_index });
  const label = ({ result }: Message) => [result.label, result.pay_index, result.status];
  expect(label(await network.until(next(0)))).toEqual(['l2', 1, 'paid']);
  expect(label(await network.until(next(1)))).toEqual(['l0', 2, 'paid']);
  const third = next(2);
  await network.run(5_000);
  await network.until(ask(payer, 'xpay', { invstring: texts[1]! }));
  expect(label(await network.until(third))).toEqual(['l1', 3, 'paid']);
});

it('waitinvoice ends with payment or with expiry', async () => {
  const { network, payer, payee } = await twoClns();
  const make = async (label: string, expiry: number) =>
    (await network.until(ask(payee, 'invoice', { amount_msat: 1_000, label, description: '', expiry })))
      .result;
  await make('short', 5);
  const { bolt11 } = await make('long', 500);
  const short = ask(payee, 'waitinvoice', { label: 'short' });
  const long = ask(payee, 'waitinvoice', { label: 'long' });
  await network.until(ask(payer, 'xpay', { invstring: bolt11 }));
  expect((await network.until(long)).result).toMatchObject({ label: 'long', status: 'paid' });
  expect((await network.until(short)).error).toMatchObject({
    code: 903,
    message: 'invoice expired during wait',
    data: { label: 'short', status: 'expired' },
  });
});

it('invoices: labels and preimages once, lists by anything, deletion by status', async () => {
  const { network, payee } = await twoClns();
  const error = async (method: string, params: WireObject) =>
    (await network.until(ask(payee, method, params))).error;
  const preimage = '11'.repeat(32);
  const wish = { amount_msat: 'any', label: 'l', description: 'd', preimage };
  const { bolt11, payment_hash } = (await network.until(ask(payee, 'invoice', wish))).result;
  expect(await error('invoice', { ...wish, preimage: '22'.repeat(32) })).toEqual({
    code: 900,
    message: "Duplicate label 'l'",
  });
  expect(await error('invoice', { ...wish, label: 'm' })).toEqual({
    code: 901,
    message: 'preimage already used',
  });
  expect((await error('invoice', { ...wish, label: 'm', amount_msat: 0 })).message).toMatch(
    /positive msat or 'any'/,
  );
  for (const params of [
    { label: 'l' },
    { payment_hash },
    { invstring: bolt11 },
    { index: 'created', start: 1 },
    {},
  ]) {
    const { invoices } = (await network.until(ask(payee, 'listinvoices', params))).result;
    expect(invoices).toMatchObject([{ label: 'l', status: 'unpaid', created_index: 1 }]);
    expect(invoices[0].payment_preimage).toBeUndefined();
  }
  expect(await error('delinvoice', { label: 'l', status: 'paid' })).toEqual({
    code: 906,
    message: 'Invoice status is unpaid not paid',
    data: { current_status: 'unpaid', expected_status: 'paid' },
  });
  await network.until(ask(payee, 'delinvoice', { label: 'l', status: 'unpaid' }));
  expect(await error('delinvoice', { label: 'l', status: 'unpaid' })).toMatchObject({ code: 905 });
  expect((await network.until(ask(payee, 'listinvoices', {}))).result).toEqual({ invoices: [] });
});

it('hold invoices only with the plugin, and never in listinvoices', async () => {
  const { network, payer, payee } = await twoClns();
  const preimage = '33'.repeat(32);
  const payment_hash = '00'.repeat(32);
  const hash = createHash('sha256').update(Buffer.from(preimage, 'hex')).digest('hex');
  const { bolt11 } = (await network.until(ask(payee, 'holdinvoice', { payment_hash: hash, amount: 9_000 })))
    .result;
  const paying = ask(payer, 'xpay', { invstring: bolt11 });
  await network.run(1_000);
  const listed = async () =>
    (await network.until(ask(payee, 'listholdinvoices', { payment_hash: hash }))).result.holdinvoices;
  expect(await listed()).toMatchObject([{ state: 'accepted', htlcs: [{ state: 'accepted', msat: 9_000 }] }]);
  expect((await network.until(ask(payee, 'listinvoices', {}))).result.invoices).toEqual([]);
  expect((await network.until(ask(payee, 'settleholdinvoice', { preimage }))).result).toEqual({});
  expect((await network.until(paying)).result.payment_preimage).toBe(preimage);
  expect(await listed()).toMatchObject([{ state: 'paid', preimage }]);
  const unknown = await network.until(ask(payee, 'cancelholdinvoice', { payment_hash }));
  expect(unknown.error).toMatchObject({ code: -32700 });
  const bare = await twoClns({ holdPlugin: false });
  const refused = await bare.network.until(ask(bare.payee, 'holdinvoice', { payment_hash, amount: 1 }));
  expect(refused.error).toMatchObject({ code: -32601 });
});
