import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { smallNetwork } from '../network.fixture.ts';
import { alienInvoice } from './alien-invoice.fixture.ts';
import { type BenchOptions, EclairBench } from './eclair-bench.fixture.ts';

let bench: EclairBench;
const start = async (options?: BenchOptions) => {
  bench = await EclairBench.start(options);
  return bench;
};
afterEach(() => bench.stop());

const sha256 = (hex: string) => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');
const types = (rows: readonly { status: { type: string } }[]) => rows.map(({ status }) => status.type);
const REFUSED = 'incorrect payment details or unknown payment hash';

describe('payinvoice', () => {
  it('blocking: the event, with the preimage and the fee', async () => {
    const eclair = await start();
    const { text, hash } = eclair.invoice();
    const { status, body } = await eclair.ask('payinvoice', { invoice: text, blocking: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ type: 'payment-sent', paymentHash: hash, recipientAmount: 10_000_000 });
    expect(sha256(body.paymentPreimage)).toBe(hash);
    expect(body.parts).toMatchObject([{ amount: 10_000_000, feesPaid: 2_000, route: [{}, {}] }]);
    expect(await eclair.rows(hash)).toMatchObject([
      { id: body.parts[0].id, parentId: body.id, status: { type: 'sent', feesPaid: 2_000 } },
    ]);
    expect((await eclair.ask('getsentinfo', { id: body.id })).body).toEqual(await eclair.rows(hash));
  });

  it('not blocking: a UUID, from which moment on a read finds it', async () => {
    const eclair = await start();
    const { text, hash } = eclair.invoice();
    const { body: id } = await eclair.ask('payinvoice', { invoice: text, externalId: 'intent-1' });
    const [first] = await eclair.rows(hash);
    expect(first).toMatchObject({ parentId: id, externalId: 'intent-1', status: { type: 'pending' } });
    await eclair.it.run(5000);
    expect(types(await eclair.rows(hash))).toEqual(['sent']);
  });

  it('in time: nothing, a placeholder, a row', async () => {
    const eclair = await start();
    const { text, hash } = eclair.invoice();
    const paid = eclair.send('payinvoice', { invoice: text, blocking: true });
    const seen = new Set<string>();
    let isPaid = false;
    paid.then(() => {
      isPaid = true;
    });
    while (!isPaid) {
      const rows = await eclair.rows(hash);
      seen.add(
        rows
          .map((row: { paymentType: string; id: string; parentId: string }) =>
            [row.paymentType, row.id === row.parentId].join(),
          )
          .join() || 'none',
      );
      await eclair.it.run(1);
    }
    expect([...seen]).toEqual(['none', 'placeholder,true', 'Standard,false']);
  });

  it('a read that ends between database and memory sees nothing, though the payment has failed', async () => {
    const eclair = await start();
    const { text, hash } = eclair.invoice();
    const limits = { maxFeeFlatSat: 0, maxFeePct: 0 };
    const paid = eclair.send('payinvoice', { invoice: text, blocking: true, ...limits });
    const reads: Promise<string>[] = [];
    for (let ms = 0; ms < 120; ms++) {
      const read = eclair.send('getsentinfo', { paymentHash: hash });
      reads.push(read.then(({ body }) => types(body).join() || 'none'));
      await eclair.it.run(1);
    }
    expect((await paid).body.type).toBe('payment-failed');
    const seen = (await Promise.all(reads)).join(' ');
    expect(seen).toMatch(/^(none )*(pending )+(none ){1,2}(failed ?)+$/);
  });

  it('in parts: one row each, of one payment, and together what the payee gets', async () => {
    const eclair = await start({ network: { network: twoRouters() } });
    const { text, hash } = eclair.invoice(1_500_000_000);
    const { body } = await eclair.ask('payinvoice', { invoice: text, blocking: true });
    expect(body.type).toBe('payment-sent');
    expect(body.parts.length).toBeGreaterThan(1);
    const rows: { id: string; parentId: string; amount: number; recipientAmount: number }[] =
      await eclair.rows(hash);
    expect(rows.map(({ id }) => id).sort()).toEqual(body.parts.map(({ id }: { id: string }) => id).sort());
    expect(new Set(rows.map(({ parentId }) => parentId))).toEqual(new Set([body.id]));
    expect(rows.reduce((sum, { amount }) => sum + amount, 0)).toBe(1_500_000_000);
    const fees = body.parts.reduce((sum: number, { feesPaid }: { feesPaid: number }) => sum + feesPaid, 0);
    expect(fees).toBe(eclair.it.desk('payer').record(hash)?.feeMsat);
  });

  it('does not ask whether it was paid: each call is a payment, only the payee refuses', async () => {
    const eclair = await start();
    const { text, hash } = eclair.invoice();
    const calls = Array.from({ length: 8 }, () =>
      eclair.send('payinvoice', { invoice: text, blocking: true }),
    );
    const answers = await eclair.it.until(Promise.all(calls));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(answers.filter(({ body }) => body.type === 'payment-sent')).toHaveLength(1);
    const failed = answers.filter(({ body }) => body.type === 'payment-failed');
    expect(failed).toHaveLength(7);
    expect(failed[0]?.body.failures[0].e).toEqual({
      originNode: eclair.payee.pubkey,
      failureMessage: REFUSED,
    });
    const rows = await eclair.rows(hash);
    expect(types(rows).sort()).toEqual([...Array(7).fill('failed'), 'sent']);
    expect(new Set(rows.map(({ parentId }: { parentId: string }) => parentId)).size).toBe(8);
    expect(eclair.it.desk('payer').channels()[0]?.localMsat).toBe(1_000_000_000 - 10_002_000);
  });

  it.each([
    [{ maxFeeFlatSat: 2, maxFeePct: 0 }, 'payment-sent'],
    [{ maxFeeFlatSat: 0, maxFeePct: 0.02 }, 'payment-sent'],
    [{ maxFeeFlatSat: 1, maxFeePct: 1 }, 'payment-sent'],
    [{ maxFeeFlatSat: 0 }, 'payment-sent'],
    [{ maxFeePct: 0 }, 'payment-sent'],
    [{ maxFeeFlatSat: 1, maxFeePct: 0 }, 'payment-failed'],
    [{ maxFeeFlatSat: 0, maxFeePct: 0.0199 }, 'payment-failed'],
    [{ maxFeeFlatSat: -1, maxFeePct: 0 }, 'payment-failed'],
  ])('fee of 2,000 msat within %j: %s', async (limits, type) => {
    const eclair = await start();
    const { text } = eclair.invoice();
    const { body } = await eclair.ask('payinvoice', { invoice: text, blocking: true, ...limits });
    expect(body.type).toBe(type);
    if (type === 'payment-failed') expect(body.failures).toMatchObject([{ t: 'route not found', route: [] }]);
  });

  it('times out: 500 after timeoutSeconds, the payment goes on, and its end can still be awaited', async () => {
    const eclair = await start();
    const preimage = '11'.repeat(32);
    const { text, hash } = eclair.invoice(10_000_000, { holdHash: sha256(preimage) });
    const call = (timeoutSeconds: number) =>
      eclair.send('payinvoice', { invoice: text, blocking: true, timeoutSeconds });
    const short = await eclair.it.until(call(1));
    expect([short.status, short.body.error]).toEqual([500, expect.stringContaining('after [1000 ms]')]);
    expect(types(await eclair.rows(hash))).toEqual(['pending']);
    // The payee takes one set of parts only, so the next call fails at once, while the first is held.
    const other = eclair.invoice(10_000_000, { holdHash: sha256('22'.repeat(32)) });
    const usual = eclair.send('payinvoice', { invoice: other.text, blocking: true });
    const third = eclair.invoice(10_000_000, { holdHash: sha256('33'.repeat(32)) });
    const long = eclair.send('payinvoice', { invoice: third.text, blocking: true, timeoutSeconds: 60 });
    expect((await eclair.it.until(usual)).body.error).toContain('after [30000 ms]');
    await eclair.it.run(10_000);
    eclair.payee.settleHold(third.hash, '33'.repeat(32));
    expect((await eclair.it.until(long)).body).toMatchObject({ type: 'payment-sent' });
    eclair.payee.settleHold(hash, preimage);
    await eclair.it.run(1000);
    expect(types(await eclair.rows(hash))).toEqual(['sent']);
  });

  it('a client that hangs up changes nothing', async () => {
    const eclair = await start();
    const { text, hash } = eclair.invoice();
    eclair.it.faults.switchOn({ id: 'cut', node: 'payer', kind: 'net.reset', phase: 'after' });
    const cut = eclair.ask('payinvoice', { invoice: text, blocking: true });
    await expect(cut).rejects.toMatchObject({ code: 'ECONNRESET' });
    await eclair.it.run(3000);
    expect(eclair.payee.invoice(hash)?.state).toBe('paid');
  });

  it('unknown features: a UUID and no trace; only a blocking call tells', async () => {
    const eclair = await start();
    const { hash, text } = alienInvoice(eclair.it.baseUnixMs);
    const { status, body: id } = await eclair.ask('payinvoice', { invoice: text });
    expect([status, id]).toEqual([200, expect.stringMatching(/^[\da-f-]{36}$/)]);
    await eclair.it.run(5000);
    expect([await eclair.rows(hash), (await eclair.ask('getsentinfo', { id })).body]).toEqual([[], []]);
    const { body } = await eclair.ask('payinvoice', { invoice: text, blocking: true });
    expect(body).toMatchObject({ type: 'payment-failed', failures: [{ t: 'unsupported invoice features' }] });
  });
});

describe('killed and started again', () => {
  it('it has another instanceId on the same port, and its books: feesPaid 0 and no route', async () => {
    const eclair = await start();
    const preimage = '11'.repeat(32);
    const { text, hash } = eclair.invoice(10_000_000, { holdHash: sha256(preimage) });
    const other = eclair.invoice(10_000_000, { holdHash: sha256('22'.repeat(32)) });
    const before = (await eclair.ask('getinfo')).body.instanceId;
    const paid = eclair.send('payinvoice', { invoice: text, blocking: true }).catch((error) => error.code);
    await eclair.ask('payinvoice', { invoice: other.text });
    await eclair.it.run(1000);
    eclair.kill();
    expect(await eclair.it.until(paid)).toBe('ECONNRESET');
    await expect(eclair.ask('getinfo')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    eclair.revive();
    expect((await eclair.ask('getinfo')).body.instanceId).not.toBe(before);
    expect(types(await eclair.rows(hash))).toEqual(['pending']);
    eclair.payee.settleHold(hash, preimage);
    eclair.payee.cancelInvoice(other.hash);
    await eclair.it.run(10_000);
    expect(await eclair.rows(hash)).toMatchObject([
      { status: { type: 'sent', feesPaid: 0, route: [], paymentPreimage: preimage } },
    ]);
    expect(await eclair.rows(other.hash)).toMatchObject([{ status: { type: 'failed', failures: [] } }]);
    const { body } = await eclair.ask('audit');
    expect(body.sent).toMatchObject([
      { type: 'payment-sent', paymentHash: hash, parts: [{ feesPaid: 0, toChannelId: '0'.repeat(64) }] },
    ]);
  });

  it('what it had not written is gone, though it had answered', async () => {
    const eclair = await start();
    const { text, hash } = eclair.invoice();
    const { body: id } = await eclair.ask('payinvoice', { invoice: text });
    eclair.kill();
    eclair.revive();
    await eclair.it.run(5000);
    expect((await eclair.ask('getsentinfo', { id })).body).toEqual([]);
    expect(await eclair.rows(hash)).toEqual([]);
  });
});

describe('hung', () => {
  it('it answers nothing, reads when it resumes, and pays though the client is gone', async () => {
    const eclair = await start();
    const { text, hash } = eclair.invoice();
    eclair.it.act((world) => world.setNode(0, 'hung', 'pause'));
    let isAnswered = false;
    const call = eclair.send('payinvoice', { invoice: text, blocking: true }).then((answer) => {
      isAnswered = true;
      return answer;
    });
    await eclair.it.run(8000);
    expect(isAnswered).toBe(false);
    eclair.it.act((world) => world.setNode(0, 'up', 'resume'));
    expect((await eclair.it.until(call)).body.type).toBe('payment-sent');
    expect(types(await eclair.rows(hash))).toEqual(['sent']);
  });
});

/** A second way from the payer to the payee, as wide as the first. */
function twoRouters() {
  const network = smallNetwork({ payer: 'eclair', payee: 'eclair' }, 'two routers');
  const [router, first, second] = [network.nodes[1]!, network.channels[0]!, network.channels[1]!];
  return {
    ...network,
    nodes: [...network.nodes, { ...router, name: 'router2', pubkey: 'router2' }],
    channels: [first, second, { ...first, id: 'c03', b: 3 }, { ...second, id: 'c32', a: 3 }],
  };
}
