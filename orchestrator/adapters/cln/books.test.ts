import { afterEach, describe, expect, it } from 'vitest';
import type { PaymentHash, Preimage } from '../../domain/ids.ts';
import type { Msat } from '../../domain/money.ts';
import { HASH, hashOf, PREIMAGE, preimageOf } from '../../domain/sample.fixture.ts';
import { type FakeCln, fakeCln, type Handler } from './fake-cln.fixture.ts';
import { INVOICE, NODE, nodeAt } from './host.fixture.ts';
import type { JsonObject } from './json.ts';

let fake: FakeCln;
afterEach(() => fake.stop());

async function daemon(answers: Readonly<Record<string, Handler>>) {
  fake = await fakeCln('unix', (call, answer) => {
    const handler = answers[call.method];
    if (handler === undefined) answer.error(-32601, `Unknown command '${call.method}'`);
    else handler(call, answer);
  });
  return nodeAt(fake);
}

const hash = (byte: number): PaymentHash => hashOf(preimageOf(byte));
const made = (method: string) =>
  fake.calls.filter((call) => call.method === method).map(({ params }) => params);

describe('the list of payments', () => {
  interface Row {
    readonly hash: PaymentHash;
    readonly status: string;
    readonly created: number;
    readonly updated: number;
  }
  let rows: Row[] = [];
  const row = (byte: number, status: string, created: number, updated = 0): Row => ({
    hash: hash(byte),
    status,
    created,
    updated,
  });
  const shown = ({ hash: payment_hash, status, created, updated }: Row) => ({
    payment_hash,
    status,
    created_index: created,
    ...(updated === 0 ? {} : { updated_index: updated }),
    created_at: created * 10,
    amount_sent_msat: 1,
    ...(status === 'complete' ? { payment_preimage: PREIMAGE } : {}),
  });
  const listsendpays: Handler = ({ params }, answer) => {
    const { payment_hash, index, start = 0, limit = 1e9 } = params as Record<string, number | string>;
    const of = index as 'created' | 'updated';
    const chosen = payment_hash
      ? rows.filter((each) => each.hash === payment_hash)
      : rows.filter((each) => of === undefined || (each[of] > 0 && each[of] >= Number(start)));
    if (of !== undefined) chosen.sort((one, other) => one[of] - other[of]);
    answer.result({ payments: chosen.slice(0, Number(limit)).map(shown) });
  };
  const top = (of: 'created' | 'updated') => Math.max(0, ...rows.map((each) => each[of]));
  const answers: Readonly<Record<string, Handler>> = {
    wait: ({ params }, answer) => {
      const of = params.indexname as 'created' | 'updated';
      answer.result({ subsystem: 'sendpays', [of]: top(of) });
    },
    listsendpays,
    listpays: (_, answer) => answer.result({ pays: [] }),
  };
  const list = (node: ReturnType<typeof nodeAt>['node'], sinceMs: number) =>
    node.list({ callId: 1, node: NODE, sinceMs, timeoutMs: 1000 });
  const listed = (...entries: [number, string][]) => ({
    kind: 'listed',
    entries: entries.map(([byte, state]) => ({ hash: hash(byte), state })),
  });

  it('names what changed since, by the counters of the daemon', async () => {
    const { node, timers } = await daemon(answers);
    rows = [row(1, 'failed', 1, 1), row(1, 'complete', 2, 2), row(2, 'failed', 3, 3), row(3, 'pending', 4)];
    const all = [
      [1, 'settled'],
      [2, 'failed'],
      [3, 'in_flight'],
    ] as [number, string][];
    expect(await list(node, 0)).toEqual(listed(...all));
    const firstMs = timers.nowMs();
    timers.advance(1000);
    // The second part of 1 fails although the payment is settled; 3 ends; 4 is new.
    rows = [...rows.slice(0, 3), row(3, 'complete', 4, 5), row(1, 'failed', 5, 4), row(4, 'pending', 6)];
    expect(await list(node, firstMs)).toEqual(listed([1, 'settled'], [4, 'in_flight'], [3, 'settled']));
    expect(made('listsendpays').findLast(({ index }) => index === 'updated')).toMatchObject({ start: 4 });
    // Before the first mark all is read again.
    expect(await list(node, firstMs - 1)).toMatchObject({ kind: 'listed', entries: { length: 4 } });
    await node.close();
  });

  it('reads page after page', async () => {
    const { node } = await daemon(answers);
    rows = Array.from({ length: 2100 }, (_, at) => row(at % 200, 'complete', at + 1, at + 1));
    expect(await list(node, 0)).toMatchObject({ entries: { length: 200 } });
    expect(made('listsendpays').map(({ start }) => start)).toEqual([1, 1001, 2001, 1, 1001, 2001]);
    await node.close();
  });

  it('begins anew when an old database was put back', async () => {
    const { node, timers } = await daemon(answers);
    rows = [row(1, 'complete', 1, 1), row(2, 'complete', 2, 2)];
    await list(node, 0);
    rows = [row(1, 'pending', 1, 0)];
    expect(await list(node, timers.nowMs())).toEqual(listed([1, 'in_flight']));
    await node.close();
  });

  it('goes by time stamps where the daemon has no counters', async () => {
    const wait: Handler = (_, answer) => answer.error(-32602, 'unknown subsystem');
    const { node } = await daemon({ ...answers, wait });
    rows = [row(1, 'complete', 1), row(2, 'failed', 2), row(3, 'pending', 3)];
    expect(await list(node, 20_500)).toEqual(listed([2, 'failed'], [3, 'in_flight']));
    await node.close();
  });

  it.each([
    ['an error', (_, answer) => answer.error(-4, 'Plugin terminated')],
    ['no list', (_, answer) => answer.result({})],
    ['a row without a hash', (_, answer) => answer.result({ payments: [{ status: 'complete' }] })],
    [
      'the same full page for ever',
      (_, answer) => answer.result({ payments: Array(1000).fill(shown(row(1, 'pending', 0))) }),
    ],
    ['a reset', (_, answer) => answer.reset()],
  ] satisfies [string, Handler][])('is unavailable after %s', async (_, handler) => {
    const { node } = await daemon({ ...answers, listsendpays: handler });
    expect(await list(node, 0)).toEqual({ kind: 'unavailable' });
    await node.close();
  });
});

describe('invoices', () => {
  const order = { amountMsat: 5_000n as Msat, description: 'tea', expirySeconds: 60 };

  it('are made under a label that nothing else has', async () => {
    let taken = 2;
    const { node, timers } = await daemon({
      invoice: (_, answer) =>
        taken-- > 0
          ? answer.error(900, "Duplicate label 'x'")
          : answer.result({ payment_hash: HASH, bolt11: INVOICE, created_index: 1 }),
    });
    expect(await node.createInvoice(order)).toEqual({ hash: HASH, text: INVOICE });
    await node.createInvoice({ ...order, amountMsat: null, preimage: PREIMAGE });
    const label = `fulgurite-${timers.nowMs()}`;
    expect(made('invoice').map((params) => params.label)).toEqual([1, 2, 3, 4].map((n) => `${label}-${n}`));
    expect(made('invoice').at(2)).toMatchObject({ amount_msat: 5_000, description: 'tea', expiry: 60 });
    expect(made('invoice').at(3)).toMatchObject({ amount_msat: 'any', preimage: PREIMAGE });
    await node.close();
  });

  it('are refused without a secret in the message', async () => {
    const { node } = await daemon({
      invoice: (_, answer) => answer.error(901, `preimage ${PREIMAGE} already used`),
    });
    const refused = node.createInvoice({ ...order, preimage: PREIMAGE });
    await expect(refused).rejects.toThrow('alice: invoice: preimage (secret) already used (code 901)');
    await expect(refused).rejects.toMatchObject({ kind: 'answered_error' });
    await node.close();
  });

  const paid = { status: 'paid', amount_received_msat: 5_001, payment_preimage: PREIMAGE };
  it.each([
    [{ status: 'unpaid' }, { state: 'open', receivedMsat: 0n, preimage: '' }],
    [paid, { state: 'paid', receivedMsat: 5_001n, preimage: PREIMAGE }],
    [{ status: 'expired' }, { state: 'expired', receivedMsat: 0n, preimage: '' }],
  ])('are found: %j', async (row, found) => {
    const { node } = await daemon({
      listinvoices: (_, answer) => answer.result({ invoices: [{ payment_hash: HASH, label: 'l', ...row }] }),
    });
    expect(await node.invoice(HASH)).toEqual({ hash: HASH, ...found });
    await node.close();
  });

  it('are not found, or not read', async () => {
    let invoices: JsonObject[] = [];
    const { node } = await daemon({ listinvoices: (_, answer) => answer.result({ invoices }) });
    expect(await node.invoice(HASH)).toBeNull();
    for (const row of [
      { payment_hash: HASH, status: 'odd' },
      { payment_hash: hash(9), status: 'paid' },
    ]) {
      invoices = [row];
      await expect(node.invoice(HASH)).rejects.toMatchObject({ kind: 'malformed', call: 'listinvoices' });
    }
    await node.close();
  });

  it('are canceled only unpaid', async () => {
    let status = 'unpaid';
    const { node } = await daemon({
      listinvoices: (_, answer) =>
        answer.result({ invoices: status === '' ? [] : [{ payment_hash: HASH, label: 'l', status }] }),
      delinvoice: (_, answer) => answer.result({}),
    });
    await node.cancelInvoice(HASH);
    expect(made('delinvoice')).toEqual([{ label: 'l', status: 'unpaid' }]);
    status = 'expired';
    await node.cancelInvoice(HASH);
    for (status of ['paid', ''])
      await expect(node.cancelInvoice(HASH)).rejects.toMatchObject({
        kind: 'answered_error',
        call: 'delinvoice',
      });
    expect(made('delinvoice')).toHaveLength(1);
    await node.close();
  });

  it('cannot be held without the plugin', async () => {
    const { node } = await daemon({ listinvoices: (_, answer) => answer.result({ invoices: [] }) });
    const refused = { kind: 'not_supported' };
    await expect(node.createInvoice({ ...order, holdHash: HASH })).rejects.toMatchObject(refused);
    await expect(node.settleInvoice(PREIMAGE)).rejects.toMatchObject(refused);
    expect(node.capabilities.holdInvoices).toBe(false);
    await node.close();
  });

  it('are held, settled and canceled by the plugin', async () => {
    let held: JsonObject = { payment_hash: HASH, state: 'unpaid', htlcs: [] };
    const none: Handler = (_, answer) => answer.result({});
    const { node } = await daemon({
      help: ({ params }, answer) => answer.result({ help: [{ command: `${params.command} [args]` }] }),
      holdinvoice: (_, answer) => answer.result({ bolt11: INVOICE }),
      decode: (_, answer) => answer.result({ type: 'bolt11 invoice', valid: true, payment_hash: HASH }),
      listinvoices: (_, answer) => answer.result({ invoices: [] }),
      listholdinvoices: (_, answer) => answer.result({ holdinvoices: [held] }),
      settleholdinvoice: none,
      cancelholdinvoice: none,
    });
    expect(await node.createInvoice({ ...order, holdHash: HASH })).toEqual({ hash: HASH, text: INVOICE });
    expect(node.capabilities.holdInvoices).toBe(true);
    expect(made('holdinvoice')).toEqual([
      { payment_hash: HASH, amount: 5_000, description: 'tea', expiry: 60 },
    ]);
    await expect(node.createInvoice({ ...order, holdHash: hash(9) })).rejects.toMatchObject({
      kind: 'malformed',
    });
    await expect(node.createInvoice({ ...order, amountMsat: null, holdHash: HASH })).rejects.toMatchObject({
      kind: 'not_supported',
    });
    const states = [];
    for (const state of ['unpaid', 'accepted', 'paid', 'cancelled']) {
      held = { payment_hash: HASH, state, preimage: PREIMAGE, htlcs: [{ state, msat: 5_000 }] };
      states.push(await node.invoice(HASH));
    }
    const at = (state: string, receivedMsat = 0n, preimage: Preimage | '' = '') => ({
      hash: HASH,
      state,
      receivedMsat,
      preimage,
    });
    expect(states).toEqual([at('open'), at('held'), at('paid', 5_000n, PREIMAGE), at('canceled')]);
    await node.settleInvoice(PREIMAGE);
    await node.cancelInvoice(HASH);
    expect([made('settleholdinvoice'), made('cancelholdinvoice')]).toEqual([
      [{ preimage: PREIMAGE }],
      [{ payment_hash: HASH }],
    ]);
    await node.close();
  });
});
