import { describe, expect, it } from 'vitest';
import { AMOUNT, DaemonBench } from '../testing/daemon-bench.ts';

const EXISTS = { code: 6, message: 'payment already exists' };
const IN_TRANSITION = { code: 6, message: 'payment is in transition' };
const ALREADY_PAID = { code: 6, message: 'invoice is already paid' };
const NOT_INITIATED = { code: 5, message: "payment isn't initiated" };
const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed);

describe('LND: the same invoice again', () => {
  it('already exists: once before its HTLC is out, in transition while it is, paid afterwards', () => {
    const lnd = new DaemonBench('lnd');
    const call = lnd.send();
    expect(lnd.pay().said).toMatchObject(EXISTS);
    lnd.run(40);
    expect(lnd.look()).toMatchObject({ status: 'IN_FLIGHT', htlcs: [{ status: 'IN_FLIGHT' }] });
    expect(lnd.pay().said).toMatchObject(IN_TRANSITION);
    lnd.run(1000);
    expect(lnd.answers.get(call)).toMatchObject({ status: 'SUCCEEDED', preimage: 'p-h', feeMsat: 2000n });
    expect(lnd.look()).toEqual(lnd.answers.get(call));
    expect(lnd.pay().said).toMatchObject(ALREADY_PAID);
    expect([lnd.runs(), lnd.timesPaid()]).toEqual([{ begun: 1, settled: 1, failed: 0 }, 1]);
    expect(lnd.events).toEqual(['h settled']);
  });

  it('eight at once: one runs', () => {
    const lnd = new DaemonBench('lnd');
    lnd.send();
    for (let more = 0; more < 7; more++) expect(lnd.pay().said).toMatchObject(EXISTS);
    lnd.run(1000);
    expect(lnd.runs().begun).toBe(1);
  });

  it('is expired before it is anything else, also when it is paid', () => {
    const lnd = new DaemonBench('lnd');
    lnd.send();
    lnd.run(1000);
    const said = lnd.pay('h', { invoiceExpiresAtMs: 999 }).said;
    expect(said).toMatchObject({ code: 2, message: expect.stringContaining('invoice expired. Valid until') });
    expect(lnd.look()).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('runs again after a failure, as the same row under another index; htlcs of the failed one are gone', () => {
    const lnd = new DaemonBench('lnd');
    const call = lnd.send('h', { feeLimitMsat: 1 });
    lnd.run(1000);
    expect(lnd.answers.get(call)).toMatchObject({ status: 'FAILED', failureReason: 'NO_ROUTE', htlcs: [] });
    const { paymentIndex } = lnd.look() as { paymentIndex: string };
    expect(lnd.pay().said).toBeNull();
    // Not written yet: the database still holds the failure.
    expect(lnd.look()).toMatchObject({ status: 'FAILED', paymentIndex });
    lnd.run(1000);
    const { status, paymentIndex: other } = lnd.look() as { status: string; paymentIndex: string };
    expect([status, other === paymentIndex]).toEqual(['SUCCEEDED', false]);
    expect(lnd.runs()).toEqual({ begun: 2, settled: 1, failed: 1 });
  });
});

describe('LND: reasons that lie', () => {
  it('a peer that is offline is insufficient balance, a refusal is incorrect details', () => {
    const lnd = new DaemonBench('lnd');
    for (const peer of [1, 2]) lnd.it.world.setNode(peer, 'down', 'test');
    const offline = lnd.send();
    lnd.run(1000);
    expect(lnd.answers.get(offline)).toMatchObject({ failureReason: 'INSUFFICIENT_BALANCE' });
    for (const peer of [1, 2]) lnd.it.world.setNode(peer, 'up', 'test');
    const unknown = lnd.pay('no-invoice').call;
    lnd.run(1000);
    expect(lnd.answers.get(unknown)).toMatchObject({
      status: 'FAILED',
      failureReason: 'INCORRECT_PAYMENT_DETAILS',
    });
  });

  it('a payment that settles after its window is SUCCEEDED(TIMEOUT)', () => {
    const lnd = new DaemonBench('lnd');
    lnd.it.invoice('h', 3, AMOUNT, { hold: { ends: 'settled', afterMs: 5000 } });
    lnd.pay('h', { windowMs: 2000 });
    lnd.run(10_000);
    expect(lnd.look()).toMatchObject({ status: 'SUCCEEDED', failureReason: 'TIMEOUT' });
  });

  it('a split payment without a way left says NO_ROUTE while parts are held', () => {
    const lnd = new DaemonBench('lnd');
    const order = { amountMsat: 700_000_000, feeLimitMsat: 1_000_000, partsMax: 2 };
    lnd.it.world.moveLiquidity(2, 3, 1_000_000_000, 'drain');
    lnd.send('h', order);
    lnd.run(5000);
    expect(lnd.look()).toMatchObject({ status: 'IN_FLIGHT', failureReason: 'NO_ROUTE' });
    lnd.run(60_000);
    expect(lnd.look()).toMatchObject({ status: 'FAILED', failureReason: 'NO_ROUTE' });
  });
});

describe('LND: a daemon that hung', () => {
  it('executes a fifth of what abandoned clients had asked for, after it has said NOT_FOUND', () => {
    const ends = { paid: 0, cancelled: 0, never: 0 };
    for (const seed of seeds(400)) {
      const lnd = new DaemonBench('lnd', seed);
      lnd.it.invoice('h', 3, AMOUNT);
      expect(lnd.pay('h', {}, true).said).toBeNull();
      expect(lnd.look()).toMatchObject(NOT_INITIATED);
      lnd.run(2000);
      const said = lnd.look();
      if (said.kind === 'grpc_error') ends.never++;
      else if (said.kind === 'payment' && said.status === 'SUCCEEDED') ends.paid++;
      else {
        expect(said).toMatchObject({ status: 'FAILED', failureReason: 'CANCELED' });
        ends.cancelled++;
      }
      expect(lnd.timesPaid()).toBe(said.kind === 'payment' && said.status === 'SUCCEEDED' ? 1 : 0);
      expect(lnd.answers.size).toBe(0);
    }
    expect(ends.paid).toBeGreaterThan(400 * 0.13);
    expect(ends.paid).toBeLessThan(400 * 0.25);
    expect(ends.cancelled).toBeGreaterThan(5);
  });
});

describe('LND: killed', () => {
  it('before the row: nothing, and a resend is the only payment', () => {
    const lnd = new DaemonBench('lnd');
    lnd.send();
    lnd.run(2);
    lnd.restart();
    expect(lnd.look()).toMatchObject(NOT_INITIATED);
    expect(lnd.runs()).toEqual({ begun: 1, settled: 0, failed: 1 });
    expect(lnd.pay().said).toBeNull();
    lnd.run(1000);
    expect([lnd.timesPaid(), lnd.look()]).toMatchObject([1, { status: 'SUCCEEDED' }]);
  });

  it('before an attempt: in flight, then NO_ROUTE, which means "interrupted"', () => {
    const lnd = new DaemonBench('lnd');
    lnd.send();
    lnd.run(6.5);
    lnd.restart(100);
    expect(lnd.look()).toMatchObject({ code: 2, message: expect.stringContaining('starting up') });
    expect(lnd.pay().said).toMatchObject({ code: 2 });
    lnd.run(10_000);
    expect(lnd.look()).toMatchObject({ status: 'FAILED', failureReason: 'NO_ROUTE', htlcs: [] });
    expect(lnd.pay().said).toBeNull();
  });

  it('in the commit window: in flight for ever, unpaid, nothing locked; a start fails only what has no half circuit', () => {
    const seen = { phantom: 0, interrupted: 0, settled: 0 };
    for (const seed of seeds(300)) {
      const lnd = new DaemonBench('lnd', seed);
      lnd.send();
      lnd.run(7 + (seed % 100));
      const owned = lnd.it.money().owned;
      lnd.restart();
      const said = lnd.look();
      if (said.kind !== 'payment') throw new Error(JSON.stringify(said));
      expect(lnd.it.money()).toEqual({ channelsOff: 0, owned });
      expect(lnd.pendingHtlcs).toBe(0);
      if (said.status === 'SUCCEEDED') seen.settled++;
      else if (said.status === 'FAILED') seen.interrupted++;
      else {
        seen.phantom++;
        expect(said.htlcs.map(({ status }) => status)).toEqual(['IN_FLIGHT']);
        expect(lnd.pay().said).toMatchObject(IN_TRANSITION);
        expect(lnd.events.filter((event) => event === 'h in_flight')).toHaveLength(1);
        for (let again = 0; again < 3; again++) lnd.restart();
        expect(lnd.look()).toMatchObject({ status: 'IN_FLIGHT' });
      }
      expect(lnd.timesPaid()).toBe(said.status === 'SUCCEEDED' ? 1 : 0);
    }
    expect(Math.min(seen.interrupted, seen.settled)).toBeGreaterThan(20);
    expect(seen.phantom).toBeGreaterThan(300 * 0.4);
  });

  it('with a hold invoice out: follows it to its end, also to one that came while it was down, with the real reason', () => {
    for (const ends of ['settled', 'canceled'] as const)
      for (const downMs of [100, 5000]) {
        const lnd = new DaemonBench('lnd');
        lnd.it.invoice('h', 3, AMOUNT, { hold: { ends, afterMs: 2000 } });
        const { call } = lnd.pay();
        lnd.run(500);
        lnd.kill();
        lnd.run(downMs);
        lnd.start(10_000);
        expect(lnd.look()).toMatchObject(
          ends === 'settled'
            ? { status: 'SUCCEEDED', feeMsat: 2000n }
            : { status: 'FAILED', failureReason: 'INCORRECT_PAYMENT_DETAILS' },
        );
        expect(lnd.answers.has(call)).toBe(false);
      }
  });

  it('with a part that can be replaced: starts nothing new', () => {
    const lnd = new DaemonBench('lnd');
    lnd.it.world.moveLiquidity(1, 1, 1_000_000_000, 'drain');
    lnd.send();
    lnd.run(125);
    lnd.restart();
    expect(lnd.look()).toMatchObject({ status: 'FAILED', failureReason: 'NO_ROUTE' });
  });

  it('without power: the last end is unknown until the channel tells it again', () => {
    const lnd = new DaemonBench('lnd');
    const call = lnd.send();
    while (!lnd.answers.has(call)) lnd.run(1);
    lnd.restart(650, true);
    expect(lnd.look()).toMatchObject({ status: 'IN_FLIGHT' });
    lnd.run(3000);
    expect(lnd.look()).toMatchObject({ status: 'SUCCEEDED', preimage: 'p-h' });
  });
});

it('LND with an old database: younger payments are unknown, those that ended since are in flight for ever', () => {
  const lnd = new DaemonBench('lnd');
  lnd.it.invoice('old', 3, AMOUNT, { hold: { ends: 'settled', afterMs: 2000 } });
  lnd.pay('old');
  lnd.run(1000);
  lnd.send('young');
  lnd.run(3000);
  lnd.kill();
  expect(lnd.it.world.rollBack(0, 500)).toEqual(['old', 'young']);
  lnd.start(10_000);
  expect([lnd.look('old'), lnd.look('young')]).toMatchObject([{ status: 'IN_FLIGHT' }, NOT_INITIATED]);
});

it('LND: a stream opened after a start tells every payment in flight, and nothing that ended', () => {
  const node = new DaemonBench('lnd');
  node.send();
  node.run(1000);
  node.send('b');
  node.run(FLYING_MS);
  expect(node.pendingHtlcs).toBeGreaterThan(0);
  node.kill();
  node.events.length = 0;
  node.start();
  expect(node.events).toEqual(['b in_flight']);
});

/** Long enough for the first HTLC to be committed, too short for the payee's answer. */
const FLYING_MS = 60;
