import { describe, expect, it } from 'vitest';
import { BareSocket, type Cln, type Message, twoClns } from './cln.fixture.ts';
import type { WireObject } from './wire-json.ts';

type Two = Awaited<ReturnType<typeof twoClns>>;
let labels = 0;

async function invoice({ network, payee }: Two, more: WireObject = {}): Promise<Message> {
  const params = { amount_msat: 10_000_000, label: `n${++labels}`, description: 'd', ...more };
  return (await network.until(payee.rpc.ask('invoice', params))).result;
}

async function held({ network, payee }: Two, byte: string): Promise<Message & { hash: string }> {
  const hash = byte.repeat(32);
  const made = await network.until(payee.rpc.ask('holdinvoice', { payment_hash: hash, amount: 5_000 }));
  return { ...made.result, hash };
}

function rowsOf({ network, payer }: Two, payment_hash: string): Promise<Message> {
  return network.until(payer.rpc.ask('listsendpays', { payment_hash }));
}

async function error({ network }: Two, said: Promise<Message>): Promise<readonly [number, string]> {
  const { error: refused } = await network.until(said);
  return [refused.code, refused.message];
}

const ask = (of: Cln, method: string, params: WireObject) => of.rpc.ask(method, params);

describe('xpay', () => {
  it('keeps a fee cap to the msat', async () => {
    const two = await twoClns();
    // The router takes 1,000 msat + 100 ppm.
    const { bolt11 } = await invoice(two);
    const [code, text] = await error(two, ask(two.payer, 'xpay', { invstring: bolt11, maxfee: 1_999 }));
    expect([code, text.startsWith('Failed: We could not find a usable set of paths.')]).toEqual([205, true]);
    const paid = await two.network.until(ask(two.payer, 'xpay', { invstring: bolt11, maxfee: 2_000 }));
    expect(paid.result).toMatchObject({ amount_msat: 10_000_000, amount_sent_msat: 10_002_000 });
  });

  it('shows no row while it looks for a route, then a pending one, then its end', async () => {
    const two = await twoClns();
    const { bolt11, payment_hash } = await invoice(two);
    const paying = ask(two.payer, 'xpay', { invstring: bolt11, label: 'rent' });
    const seen: string[] = [];
    for (let ms = 0; ms < 200; ms += 2) {
      const { result } = await rowsOf(two, payment_hash);
      const word = result.payments.map(({ status }: Message) => status).join();
      if (seen.at(-1) !== word) seen.push(word);
      await two.network.run(2);
    }
    expect(seen).toEqual(['', 'pending', 'complete']);
    await two.network.until(paying);
    expect((await rowsOf(two, payment_hash)).result.payments).toMatchObject([
      { partid: 1, label: 'rent', updated_index: 1, groupid: expect.any(BigInt) },
    ]);
  });

  it('says what the transcripts say of parameters', async () => {
    const two = await twoClns();
    const any = await invoice(two, { amount_msat: 'any' });
    const fixed = await invoice(two);
    const xpay = (params: WireObject) => error(two, ask(two.payer, 'xpay', params));
    expect(await xpay({})).toEqual([-32602, 'missing required parameter: invstring']);
    expect(await xpay({ invstring: any.bolt11 })).toEqual([-32602, 'amount_msat required']);
    expect(await xpay({ invstring: fixed.bolt11, amount_msat: 1 })).toEqual([
      -32602,
      'amount_msat unnecessary',
    ]);
    expect(await xpay({ invstring: 'lnbcrt1garbage' })).toEqual([
      -32602,
      'Invalid bolt11 invoice: Bad bech32 string',
    ]);
    expect((await xpay({ invstring: fixed.bolt11, riskfactor: 1 }))[1]).toMatch(
      /^unknown parameter: riskfactor/,
    );
    expect((await xpay({ invstring: 'lno1pqps' }))[0]).toBe(-1);
  });

  it('answers `pay`, which ignores what it does not know, or refuses it', async () => {
    const two = await twoClns();
    const pay = (params: WireObject) => two.network.until(ask(two.payer, 'pay', params));
    const { bolt11, payment_hash } = await invoice(two);
    await two.network.run(123);
    expect((await pay({})).error).toMatchObject({
      code: -32602,
      message: 'missing required parameter: bolt11',
    });
    expect((await pay({ invstring: bolt11 })).error).toMatchObject({
      code: -32601,
      message: 'Command "pay" is deprecated',
    });
    const first = (await pay({ bolt11, riskfactor: 1 })).result;
    expect(first).toMatchObject({ status: 'complete', parts: 1, payment_hash });
    expect(first.created_at % 1).not.toBe(0);
    const again = (await pay({ bolt11 })).result;
    expect(again).toEqual({ ...first, created_at: Math.floor(first.created_at) });
    expect(await error(two, ask(two.payer, 'xpay', { invstring: bolt11 }))).toEqual([
      219,
      'Already paid this invoice successfully',
    ]);
  });

  it('wraps 200 and 201 in −3, with the group and the amounts that are meant', async () => {
    const two = await twoClns();
    const { bolt11, hash } = await held(two, 'cd');
    void ask(two.payer, 'xpay', { invstring: bolt11 }).catch(() => {});
    await two.network.run(1_000);
    const [row] = (await rowsOf(two, hash)).result.payments;
    expect(await error(two, ask(two.payer, 'xpay', { invstring: bolt11 }))).toEqual([
      -3,
      `Unexpected injectpaymentonion error 200: {"code":200,"message":"Payment with groupid=${row.groupid} still in progress, cannot retry before that completes."}`,
    ]);
    const any = await invoice(two, { amount_msat: 'any' });
    await two.network.until(ask(two.payer, 'xpay', { invstring: any.bolt11, amount_msat: 123_456 }));
    expect(await error(two, ask(two.payer, 'xpay', { invstring: any.bolt11, amount_msat: 200_000 }))).toEqual(
      [
        -3,
        'Unexpected injectpaymentonion error 201: {"code":201,"message":"Already succeeded with amount 123456msat (not 200000msat)"}',
      ],
    );
  });

  it('refuses an expired invoice, also a paid one, and says since when', async () => {
    const two = await twoClns();
    const { bolt11 } = await invoice(two, { expiry: 10 });
    await two.network.until(ask(two.payer, 'xpay', { invstring: bolt11 }));
    await two.network.run(13_000);
    const [code, text] = await error(two, ask(two.payer, 'xpay', { invstring: bolt11 }));
    expect([code, text]).toEqual([207, 'Invoice expired 3 seconds ago']);
  });

  it('says why there is no path, in prose', async () => {
    const two = await twoClns();
    const xpay = async (amount_msat: number) => {
      const { bolt11 } = await invoice(two, { amount_msat });
      return (await error(two, ask(two.payer, 'xpay', { invstring: bolt11 })))[1];
    };
    expect(await xpay(2_000_000_000)).toMatch(
      /Total source capacity is only 1000000000msat \(in 1 channels\)\.$/,
    );
    expect(await xpay(995_000_000)).toMatch(/layer auto\.localchans says max is 990000000msat$/);
    two.network.act((world) => world.setNode(two.network.ordinalOf('router'), 'down', 'test'));
    expect(await xpay(1_000)).toMatch(/All 1 channels to the source are disabled\.$/);
  });

  it('goes on when its client hangs up', async () => {
    const two = await twoClns();
    const { bolt11, payment_hash } = await invoice(two);
    const lost = ask(two.payer, 'xpay', { invstring: bolt11 });
    await two.network.run(0);
    two.payer.rpc.close();
    await expect(lost).rejects.toThrow('closed');
    await two.network.run(5_000);
    expect(two.payee.emulator.desk.invoice(payment_hash)?.state).toBe('paid');
  });
});

describe('rows', () => {
  it('a refused payment: 203, pending in listpays for a moment, 202 of its part, then another group', async () => {
    const two = await twoClns();
    const { bolt11, payment_hash } = await invoice(two, { label: 'gone' });
    await two.network.until(ask(two.payee, 'delinvoice', { label: 'gone', status: 'unpaid' }));
    expect(await error(two, ask(two.payer, 'xpay', { invstring: bolt11 }))).toEqual([
      203,
      "Destination said it doesn't know invoice: incorrect_or_unknown_payment_details",
    ]);
    const status = async () =>
      (await two.network.until(ask(two.payer, 'listpays', { payment_hash }))).result.pays.map(
        (pay: Message) => [pay.status, pay.amount_sent_msat],
      );
    expect(await status()).toEqual([['pending', 0]]);
    await two.network.run(1_000);
    expect(await status()).toEqual([['failed', 0]]);
    const [row] = (await rowsOf(two, payment_hash)).result.payments;
    expect(row.erroronion).toMatch(/^[0-9a-f]{584}$/);
    const wait = { payment_hash, partid: 1, groupid: row.groupid };
    expect(await error(two, ask(two.payer, 'waitsendpay', wait))).toEqual([202, 'Malformed error reply']);
    await error(two, ask(two.payer, 'xpay', { invstring: bolt11 }));
    const groups = (await rowsOf(two, payment_hash)).result.payments.map(({ groupid }: Message) => groupid);
    expect(new Set(groups).size).toBe(2);
    await two.network.run(1_000);
    expect(await status()).toHaveLength(2);
  });

  it('waitsendpay: 208 of part 0 and of a rounded group, 200 when it takes too long', async () => {
    const two = await twoClns();
    const { bolt11, hash } = await held(two, 'ef');
    void ask(two.payer, 'xpay', { invstring: bolt11 }).catch(() => {});
    await two.network.run(1_000);
    const [{ groupid }] = (await rowsOf(two, hash)).result.payments;
    const wait = (params: WireObject) =>
      error(two, ask(two.payer, 'waitsendpay', { payment_hash: hash, ...params }));
    const never = (part: number) => [208, `Never attempted payment part ${part} for '${hash}'`];
    expect(await wait({})).toEqual(never(0));
    expect(await wait({ partid: 1, groupid: BigInt(Number(groupid)) + 1n })).toEqual(never(1));
    expect(await wait({ partid: 1, groupid, timeout: 2 })).toEqual([200, 'Timed out while waiting']);
    const ends = ask(two.payer, 'waitsendpay', { payment_hash: hash, partid: 1, groupid: String(groupid) });
    await two.network.until(ask(two.payee, 'cancelholdinvoice', { payment_hash: hash }));
    expect((await two.network.until(ends)).error).toMatchObject({ code: 202, data: { status: 'failed' } });
  });

  it('kill −9 in flight: EOF, then refused, pending after the restart, and failed when the HTLC is', async () => {
    const two = await twoClns();
    const { bolt11, hash } = await held(two, '12');
    const lost = ask(two.payer, 'xpay', { invstring: bolt11 });
    await two.network.run(1_000);
    const node = two.network.ordinalOf('payer');
    const closed = expect(lost).rejects.toThrow('closed');
    two.network.act((world) => world.setNode(node, 'down', 'kill -9'));
    await closed;
    await expect(new BareSocket(two.payer.endpoint.socketFile).ask('getinfo')).rejects.toThrow(
      'ECONNREFUSED',
    );
    two.network.act((world) => world.setNode(node, 'up', 'start'));
    await two.network.run(3_000);
    const rpc = new BareSocket(two.payer.endpoint.socketFile);
    const again = { ...two, payer: { ...two.payer, rpc } };
    const status = async () => (await rowsOf(again, hash)).result.payments.map((row: Message) => row.status);
    expect(await status()).toEqual(['pending']);
    await two.network.until(ask(two.payee, 'cancelholdinvoice', { payment_hash: hash }));
    await two.network.run(3_000);
    expect(await status()).toEqual(['failed']);
    rpc.close();
  });

  it('an older database: its rows are gone from all lists, and younger ones get numbers of their own', async () => {
    const two = await twoClns();
    const { network, payer } = two;
    const before = await invoice(two);
    await network.until(ask(payer, 'xpay', { invstring: before.bolt11 }));
    const savedAtMs = network.kernel.nowMs;
    await network.run(1_000);
    const after = await invoice(two);
    await network.until(ask(payer, 'xpay', { invstring: after.bolt11 }));
    const node = network.ordinalOf('payer');
    network.act((world) => {
      world.setNode(node, 'down', 'kill -9');
      world.rollBack(node, savedAtMs);
      world.setNode(node, 'up', 'start');
    });
    await network.run(3_000);
    const rpc = new BareSocket(payer.endpoint.socketFile);
    const listed = async () => {
      const { result } = await network.until(rpc.ask('listsendpays'));
      return result.payments.map((row: Message) => [row.payment_hash, row.created_index]);
    };
    expect(await listed()).toEqual([[before.payment_hash, 1]]);
    const { error: refused } = await network.until(rpc.ask('xpay', { invstring: after.bolt11 }));
    expect(refused.code).toBe(203);
    expect(await listed()).toEqual([
      [before.payment_hash, 1],
      [after.payment_hash, 3],
    ]);
    rpc.close();
  });

  it('lists: filters cut groups, hashes ignore a status, pages follow both indices, delpay keeps its rules', async () => {
    const two = await twoClns();
    const hashes: string[] = [];
    for (let at = 0; at < 3; at++) {
      const { bolt11, payment_hash } = await invoice(two);
      hashes.push(payment_hash);
      await two.network.until(ask(two.payer, 'xpay', { invstring: bolt11 }));
    }
    const list = async (params: WireObject) =>
      (await two.network.until(ask(two.payer, 'listsendpays', params))).result.payments.map(
        (row: Message) => row.created_index,
      );
    expect(await list({ status: 'failed' })).toEqual([]);
    expect(await list({ payment_hash: hashes[0]!, status: 'failed' })).toEqual([1]);
    expect(await list({ index: 'created', start: 2, limit: 1 })).toEqual([2]);
    expect(await list({ index: 'updated', start: 3 })).toEqual([3]);
    const refused = (params: WireObject) => error(two, ask(two.payer, 'listsendpays', params));
    expect(await refused({ start: 1 })).toEqual([-32602, 'Can only specify {start} with {index}']);
    expect(await refused({ status: 'frozzled' })).toEqual([
      -32602,
      'status: should be an invoice status: invalid token (see logs for details)',
    ]);
    const delpay = (params: WireObject) => error(two, ask(two.payer, 'delpay', params));
    const [payment_hash] = hashes;
    expect(await delpay({ payment_hash: payment_hash!, status: 'pending' })).toEqual([
      -32602,
      'status: Cannot delete pending status: invalid token (see logs for details)',
    ]);
    expect(await delpay({ payment_hash: payment_hash!, status: 'failed' })).toEqual([
      208,
      `Payment with hash ${payment_hash} has complete status but it different from the one provided failed`,
    ]);
    expect(await delpay({ payment_hash: '00'.repeat(32), status: 'complete' })).toEqual([
      208,
      `Unknown payment with payment_hash: ${'00'.repeat(32)}`,
    ]);
    await two.network.until(ask(two.payer, 'delpay', { payment_hash: payment_hash!, status: 'complete' }));
    expect(await list({})).toEqual([2, 3]);
  });
});
