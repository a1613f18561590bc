import { createHash } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type BenchOptions, EclairBench } from './eclair-bench.fixture.ts';

let eclair: EclairBench;
const start = async (options?: BenchOptions) => {
  eclair = await EclairBench.start(options);
};
afterEach(() => eclair.stop());

const types = (events: readonly Record<string, unknown>[]) => events.map(({ type }) => type);

async function paid(): Promise<string> {
  const { text, hash } = eclair.invoice();
  await eclair.ask('payinvoice', { invoice: text, blocking: true });
  return hash;
}

it('ends of payments and nothing else; nothing of what was before', async () => {
  await start();
  await paid();
  const { events } = await eclair.follow();
  const hash = await paid();
  const { text } = eclair.invoice(10_000_000, { holdHash: '22'.repeat(32) });
  await eclair.ask('payinvoice', { invoice: text });
  await eclair.it.run(5000);
  expect(events).toMatchObject([{ type: 'payment-sent', paymentHash: hash, parts: [{ feesPaid: 2_000 }] }]);
  const [row] = await eclair.rows(hash);
  expect(events[0]).toMatchObject({ id: row.parentId, paymentPreimage: row.status.paymentPreimage });
});

it('payments of one hash, each with its own name', async () => {
  await start();
  const { text, hash } = eclair.invoice();
  // Nobody listens to the end of this one.
  const limits = { maxFeeFlatSat: 0, maxFeePct: 0 };
  const { body: early } = await eclair.ask('payinvoice', { invoice: text, blocking: true, ...limits });
  const { events } = await eclair.follow();
  const calls = [1, 2, 3].map(() => eclair.send('payinvoice', { invoice: text, blocking: true }));
  await eclair.it.until(Promise.all(calls));
  await eclair.it.run(10);
  expect(types(events).sort()).toEqual(['payment-failed', 'payment-failed', 'payment-sent']);
  const names = (await eclair.rows(hash)).map(({ parentId }: { parentId: string }) => parentId);
  expect([early.id, ...events.map(({ id }) => id)].sort()).toEqual(names.sort());
});

it('what is received', async () => {
  await start();
  const first = eclair.invoice(100_000_000);
  await eclair.ask('payinvoice', { invoice: first.text, blocking: true });
  const { events } = await eclair.follow();
  const { invoice } = eclair.it
    .desk('payer')
    .createInvoice({ amountMsat: 5000, description: '', expirySeconds: 60 });
  const payee = eclair.payee;
  payee.pay(
    {
      invoice,
      amountMsat: 5000,
      feeLimitMsat: 5000,
      windowMs: 60_000,
      partsMax: 1,
      cltvLimitBlocks: 1440,
      gone: false,
    },
    () => undefined,
  );
  await eclair.it.run(5000);
  expect(events).toMatchObject([
    { type: 'payment-received', paymentHash: invoice.hash, parts: [{ amount: 5000, timestamp: {} }] },
  ]);
});

it('breaks with the daemon and by a fault, and tells nothing again', async () => {
  await start();
  const first = await eclair.follow();
  const second = await eclair.follow();
  await paid();
  await eclair.it.run(10);
  expect([first.events.length, second.events.length]).toEqual([1, 1]);
  eclair.it.faults.switchOn({
    ...{ id: 'f', node: 'payer', kind: 'evt.stream_reset_cursor_loss' },
    ...{ cursor: 'lost', downMs: 0, events: 1 },
  });
  await eclair.it.run(10);
  expect([first.socket.readyState, second.socket.readyState]).toEqual([WebSocket.CLOSED, WebSocket.CLOSED]);
  eclair.it.faults.switchOff('f');
  const third = await eclair.follow();
  eclair.kill();
  await eclair.it.run(10);
  expect(third.socket.readyState).toBe(WebSocket.CLOSED);
  eclair.revive();
  const fourth = await eclair.follow();
  await eclair.it.run(10);
  expect(fourth.events).toEqual([]);
  await paid();
  await eclair.it.run(10);
  expect(types(fourth.events)).toEqual(['payment-sent']);
});

it('forged and doubled events look like any other', async () => {
  await start();
  const { events } = await eclair.follow();
  eclair.it.faults.switchOn({ id: 'd', node: 'payer', kind: 'evt.duplicate', copies: 2, gapMs: 5 });
  await paid();
  await eclair.it.run(100);
  expect(events.length).toBeGreaterThan(1);
  expect(events[1]).toEqual(events[0]);
  const preimage = '33'.repeat(32);
  const hash = createHash('sha256').update(preimage).digest('hex');
  eclair.it.desks.putOnStream(0, { hash, claims: 'settled', preimage });
  await eclair.it.run(1);
  expect(events.at(-1)).toMatchObject({ type: 'payment-sent', paymentHash: hash, paymentPreimage: preimage });
  eclair.it.desks.putOnStream(0, { hash, claims: 'in_flight', preimage: '' });
  await eclair.it.run(1);
  expect(events.at(-1)).toMatchObject({ paymentHash: hash });
});

it('while it hangs nothing is said; then what was kept', async () => {
  await start();
  const { events } = await eclair.follow();
  const { text } = eclair.invoice();
  await eclair.ask('payinvoice', { invoice: text });
  eclair.it.act((world) => world.setNode(0, 'hung', 'pause'));
  await eclair.it.run(5000);
  expect(events).toEqual([]);
  eclair.it.act((world) => world.setNode(0, 'up', 'resume'));
  await eclair.it.run(5000);
  expect(types(events)).toEqual(['payment-sent']);
});

it('needs the password, and an upgrade', async () => {
  await start();
  const socket = new WebSocket(`${eclair.http.replace('http', 'ws')}/ws`, { auth: ':wrong' });
  const status = new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
  });
  expect(await eclair.it.until(status)).toBe(401);
  const { status: plain, body } = await eclair.ask('ws', {}, { verb: 'GET' });
  expect([plain, body]).toEqual([400, { error: 'Expected WebSocket Upgrade request' }]);
  eclair.it.faults.switchOn({
    id: 'f',
    node: 'payer',
    kind: 'net.reset',
    phase: 'before',
    calls: ['stream'],
  });
  await expect(eclair.follow()).rejects.toThrow(/hang up|ECONNRESET/);
});
