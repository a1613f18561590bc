import { afterEach, describe, expect, it } from 'vitest';
import type { Msat } from '../../domain/money.ts';
import { HASH, PREIMAGE } from '../../domain/sample.fixture.ts';
import { type FakeCln, fakeCln, type Handler } from './fake-cln.fixture.ts';
import { AMOUNTLESS, INVOICE, lookupCall, nodeAt, payCall } from './host.fixture.ts';

const PAID = { payment_preimage: PREIMAGE, amount_msat: 100_000, amount_sent_msat: 100_007, failed_parts: 0 };
const ROW = { payment_hash: HASH, groupid: 7937160056132182528n, partid: 1, created_index: 1 };
const COMPLETE = {
  ...ROW,
  status: 'complete',
  payment_preimage: PREIMAGE,
  amount_msat: 5,
  amount_sent_msat: 7,
};
const SETTLED = { kind: 'settled', preimage: PREIMAGE, feeMsat: 7n, epoch: 'a.1', record: '' };
const unknown = (cause: string) => ({ kind: 'unknown', cause });

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.stop();
});

describe.each(['unix', 'rest'] as const)('Core Lightning by %s', (kind) => {
  async function daemon(handler: Handler): Promise<FakeCln> {
    const fake = await fakeCln(kind, handler);
    open.push(fake);
    return fake;
  }
  /** Answers each method with what stands here; the others never. */
  const says = (answers: Readonly<Record<string, Handler>>) =>
    daemon((call, answer) => answers[call.method]?.(call, answer));

  it('sends nothing for an invoice that asks for another amount', async () => {
    const fake = await says({ xpay: (_, answer) => answer.result({ ...PAID, successful_parts: 1 }) });
    const { node } = nodeAt(fake);
    const refused = { kind: 'rejected', reason: 'rejected_by_node', epoch: 'a.1' };
    for (const amountMsat of [99_999n, 100_001n])
      expect(await node.pay(payCall({ amountMsat: amountMsat as Msat }))).toEqual(refused);
    expect(fake.calls).toEqual([]);
    await node.close();
  });

  it('pays once, with exact amounts', async () => {
    const fake = await says({ xpay: (_, answer) => answer.result({ ...PAID, successful_parts: 1 }) });
    const { node, timers } = nodeAt(fake);
    expect(await node.pay(payCall())).toEqual(SETTLED);
    const feeLimitMsat = 9_007_199_254_740_993n as Msat;
    const amountless = payCall({
      invoice: AMOUNTLESS,
      amountMsat: 1n as Msat,
      feeLimitMsat,
      attemptWindowMs: 400,
    });
    expect(await node.pay(amountless)).toEqual(SETTLED);
    expect(fake.calls.map(({ method, params }) => ({ method, params }))).toEqual([
      { method: 'xpay', params: { invstring: INVOICE, maxfee: 1_234, retry_for: 30, maxdelay: 1_008 } },
      {
        method: 'xpay',
        params: {
          invstring: AMOUNTLESS,
          amount_msat: 1,
          maxfee: '9007199254740993msat',
          retry_for: 1,
          maxdelay: 1_008,
        },
      },
    ]);
    expect(timers.waiting).toBe(0);
    await node.close();
  });

  it('takes `pay` where there is no xpay, and reads both forms of its answer', async () => {
    const answers = [
      { parts: 1, status: 'complete' },
      { parts: 3 },
      { parts: 1, status: 'pending' },
      { parts: 1, amount_sent_msat: 'x' },
    ];
    const fake = await says({
      xpay: (_, answer) => answer.error(-32601, "Unknown command 'xpay'"),
      pay: (_, answer) => answer.result({ ...PAID, ...answers.shift() }),
    });
    const { node, troubles } = nodeAt(fake);
    expect(await node.pay(payCall({ cltvLimitBlocks: 70_000 }))).toEqual(SETTLED);
    expect(await node.pay(payCall())).toEqual({ ...SETTLED, feeMsat: null });
    expect(await node.pay(payCall())).toEqual(unknown('malformed'));
    expect(troubles).toEqual(['alice: pay: an answer that cannot be read']);
    expect(await node.pay(payCall())).toEqual({ ...SETTLED, feeMsat: null });
    expect(fake.calls.map(({ method }) => method)).toEqual(['xpay', 'pay', 'pay', 'pay', 'pay']);
    expect(fake.calls[1]!.params).toEqual({
      bolt11: INVOICE,
      maxfee: 1_234,
      retry_for: 30,
      maxdelay: 65_535,
    });
    await node.close();
  });

  it('reads the rows after an error; listpays only where they say failed or none', async () => {
    let rows: object[] = [COMPLETE];
    let pays: object[] = [];
    const fake = await says({
      xpay: (_, answer) => answer.error(205, 'Failed: We could not find a usable set of paths.'),
      listsendpays: (_, answer) => answer.result({ payments: rows }),
      listpays: (_, answer) => answer.result({ pays }),
    });
    const { node } = nodeAt(fake);
    const pay = () => node.pay(payCall());
    const record = '7937160056132182528';
    expect(await pay()).toEqual({ ...SETTLED, feeMsat: 2n, record });
    expect(fake.calls.map(({ method }) => method)).toEqual(['xpay', 'listsendpays']);
    rows = [{ ...ROW, status: 'pending', amount_sent_msat: 1 }];
    expect(await pay()).toEqual({ kind: 'in_flight', epoch: 'a.1', record });
    rows = [];
    expect(await pay()).toEqual({ kind: 'rejected', reason: 'no_route', epoch: 'a.1' });
    rows = [{ ...ROW, status: 'failed', amount_sent_msat: 1 }];
    expect(await pay()).toEqual({
      kind: 'failed',
      reason: 'no_route',
      epoch: 'a.1',
      record,
      unconfirmed: true,
    });
    pays = [{ status: 'pending' }];
    expect(await node.lookup(lookupCall())).toEqual({ kind: 'in_flight', epoch: 'a.1', record: '' });
    pays = [{ status: 'complete' }];
    // The rows lag behind for ever: a contradiction.
    expect(await node.lookup(lookupCall())).toEqual(unknown('malformed'));
    await node.close();
  });

  it('reads the rows again when listpays has seen a success in between', async () => {
    const rows: object[][] = [[], [COMPLETE]];
    const fake = await says({
      listsendpays: (_, answer) => answer.result({ payments: rows.shift() }),
      listpays: (_, answer) => answer.result({ pays: [{ status: 'complete' }] }),
    });
    const { node } = nodeAt(fake);
    expect(await node.lookup(lookupCall())).toMatchObject({ kind: 'settled' });
    await node.close();
  });

  it.each([
    [
      'an error without a code',
      (_, answer) => answer.error(null, 'no response from lightningd'),
      'unavailable',
    ],
    ['a page of HTML', (_, answer) => answer.raw('<html>Bad gateway</html>'), 'malformed'],
    ['bytes that are no JSON', (_, answer) => answer.raw('{"id": nonsense}'), 'malformed'],
    [
      'a result without a preimage',
      (_, answer) => answer.result({ ...PAID, payment_preimage: 'zz' }),
      'malformed',
    ],
    ['an answer cut in the middle', (_, answer) => answer.cut(), 'reset'],
    ['a reset', (_, answer) => answer.reset(), 'reset'],
  ] satisfies [string, Handler, string][])('%s: nobody knows', async (_, handler, cause) => {
    const fake = await says({ xpay: handler, listsendpays: handler });
    const { node, timers } = nodeAt(fake);
    expect(await node.pay(payCall())).toEqual(unknown(cause));
    expect(await node.lookup(lookupCall())).toEqual(unknown(cause));
    expect(fake.calls.filter(({ method }) => method === 'xpay')).toHaveLength(1);
    expect(timers.waiting).toBe(0);
    await node.close();
  });

  it('reads no answer beyond its limit', async () => {
    const fake = await says({ xpay: (_, answer) => answer.endless() });
    const { node, troubles } = nodeAt(fake, { answerBytesMax: 300_000 });
    expect(await node.pay(payCall())).toEqual(unknown('malformed'));
    expect(troubles).toEqual(['alice: xpay: an answer of more than 300000 bytes']);
    expect(fake.bytesSent).toBeLessThan(20_000_000);
    await node.close();
  });

  it.each([
    ['a row of another payment', { ...COMPLETE, payment_hash: 'ab'.repeat(32) }],
    ['a row without a status', { ...ROW }],
    ['a success without a preimage', { ...ROW, status: 'complete' }],
    ['an unlisted status', { ...ROW, status: 'stuck' }],
    ['no row at all', 7],
  ])('a look-up that finds %s says nothing', async (_, row) => {
    const fake = await says({ listsendpays: (_, answer) => answer.result({ payments: [row] }) });
    const { node } = nodeAt(fake);
    expect(await node.lookup(lookupCall())).toEqual(unknown('malformed'));
    await node.close();
  });

  it('a fee that is not told stops no settlement', async () => {
    const { amount_sent_msat: _, ...feeless } = COMPLETE;
    const fake = await says({ listsendpays: (_, answer) => answer.result({ payments: [feeless] }) });
    const { node } = nodeAt(fake);
    expect(await node.lookup(lookupCall())).toMatchObject({ kind: 'settled', feeMsat: null });
    await node.close();
  });

  it('ends at its time, also while it reads the rows; what comes later is not heard', async () => {
    const late: (() => void)[] = [];
    const fake = await says({
      xpay: (_, answer) => late.push(() => answer.error(205, 'no route')),
      listsendpays: (_, answer) => late.push(() => answer.result({ payments: [] })),
    });
    const { node, timers } = nodeAt(fake);
    const silent = node.pay(payCall({ timeoutMs: 1000 }));
    await fake.arrival('xpay');
    timers.advance(999);
    timers.advance(1);
    expect(await silent).toEqual(unknown('timeout'));
    late.pop()!();
    const refused = node.pay(payCall({ timeoutMs: 1000 }));
    await fake.arrival('xpay');
    late.pop()!();
    await fake.arrival('listsendpays');
    timers.advance(1000);
    expect(await refused).toEqual(unknown('unavailable'));
    const looking = node.lookup(lookupCall());
    await fake.arrival('listsendpays');
    timers.advance(5000);
    expect(await looking).toEqual(unknown('timeout'));
    expect(timers.waiting).toBe(0);
    await node.close();
  });

  it('takes answers in any order', async () => {
    const answers: (() => void)[] = [];
    const fake = await says({
      xpay: ({ params }, answer) => {
        const fee = Number(params.maxfee);
        answers.push(() => answer.result({ ...PAID, amount_sent_msat: 100_000 + fee, successful_parts: 1 }));
        if (answers.length === 8) for (const say of answers.splice(0).reverse()) say();
      },
    });
    const { node } = nodeAt(fake);
    const caps = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n] as Msat[];
    const paid = await Promise.all(caps.map((feeLimitMsat) => node.pay(payCall({ feeLimitMsat }))));
    expect(paid.map((answer) => answer.kind === 'settled' && answer.feeMsat)).toEqual(caps);
    await node.close();
  });

  it('gives each call a connection of its own, so that one break costs one answer', async () => {
    const answers: (() => void)[] = [];
    const fake = await says({
      xpay: (_, answer) =>
        answers.push(() =>
          answers.length === 7 ? answer.reset() : answer.result({ ...PAID, successful_parts: 1 }),
        ),
    });
    const { node } = nodeAt(fake);
    const paying = Array.from({ length: 8 }, () => node.pay(payCall()));
    while (answers.length < 8) await fake.arrival('xpay');
    while (answers.length > 0) answers.pop()!();
    const kinds = (await Promise.all(paying)).map((answer) => answer.kind);
    expect(kinds.filter((each) => each === 'settled')).toHaveLength(7);
    const opened = Math.max(...fake.calls.map(({ connection }) => connection));
    expect(opened).toBe(8);
    await node.close();
  });

  it('connects again with the next call, and never sends a call twice', async () => {
    const fake = await says({ listsendpays: (_, answer) => answer.result({ payments: [COMPLETE] }) });
    const { node } = nodeAt(fake);
    expect(await node.lookup(lookupCall())).toMatchObject({ kind: 'settled' });
    const paying = node.pay(payCall());
    const arrived = await fake.arrival('xpay');
    fake.hangUp();
    expect(await paying).toEqual(unknown('reset'));
    expect(await node.lookup(lookupCall())).toMatchObject({ kind: 'settled' });
    expect(fake.calls.map(({ method }) => method)).toEqual(['listsendpays', 'xpay', 'listsendpays']);
    expect(fake.calls[2]!.connection).toBeGreaterThan(arrived.connection);
    await node.close();
  });

  it('is closed: open calls are unknown, later ones do not leave', async () => {
    const fake = await says({});
    const { node } = nodeAt(fake);
    const paying = node.pay(payCall());
    await fake.arrival('xpay');
    await node.close();
    expect(await paying).toEqual(unknown('reset'));
    expect(await node.pay(payCall())).toEqual({ kind: 'not_sent' });
    expect(fake.calls).toHaveLength(1);
  });

  it('a daemon that is gone: the call did not leave', async () => {
    const fake = await says({});
    await open.pop()!.stop();
    const { node } = nodeAt(fake);
    expect(await node.pay(payCall())).toEqual({ kind: 'not_sent' });
    expect(await node.lookup(lookupCall())).toEqual({ kind: 'not_sent' });
    expect(await node.list({ callId: 1, node: node.name, sinceMs: 0, timeoutMs: 5 })).toEqual({
      kind: 'unavailable',
    });
    expect(await node.health()).toMatchObject({ reachable: false, spendableMsat: 0n });
    await expect(node.probe()).rejects.toMatchObject({ kind: 'unreachable', node: 'alice', call: 'getinfo' });
    await node.close();
  });
});
