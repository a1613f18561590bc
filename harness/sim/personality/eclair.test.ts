import { describe, expect, it } from 'vitest';
import type { EclairRow } from '#orchestrator/adapters/eclair/said';
import { AMOUNT, DaemonBench } from '../testing/daemon-bench.ts';

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed);
const REFUSED = 'incorrect payment details or unknown payment hash';

function rows(eclair: DaemonBench<'eclair'>, hash = 'h'): readonly EclairRow[] {
  const said = eclair.look(hash);
  if (said.kind !== 'rows') throw new Error(JSON.stringify(said));
  return said.rows;
}
const statuses = (eclair: DaemonBench<'eclair'>, hash = 'h') =>
  rows(eclair, hash).map(({ status }) => status);

describe('Eclair: the same invoice again', () => {
  it('is another payment with HTLCs of its own; only the payee refuses it', () => {
    const eclair = new DaemonBench('eclair');
    const first = eclair.send();
    eclair.run(1000);
    expect(eclair.answers.get(first)).toMatchObject({
      kind: 'payment-sent',
      preimage: 'p-h',
      feesPaidMsat: 2000n,
    });
    const second = eclair.pay();
    eclair.run(1000);
    expect(eclair.answers.get(second.call)).toMatchObject({ kind: 'payment-failed', failures: [REFUSED] });
    expect(statuses(eclair)).toEqual(['sent', 'failed']);
    expect(new Set(rows(eclair).map(({ parentId }) => parentId)).size).toBe(2);
    expect([eclair.runs(), eclair.timesPaid()]).toEqual([{ begun: 2, settled: 1, failed: 1 }, 1]);
  });

  it('eight at once: eight HTLCs out, paid once, seven failed', () => {
    const eclair = new DaemonBench('eclair', 1, { hopLatencyMs: { min: 200, max: 200 } });
    const calls = [eclair.send(), ...seeds(7).map(() => eclair.pay().call)];
    eclair.run(250);
    expect(eclair.pendingHtlcs).toBe(8);
    eclair.run(5000);
    const kinds = calls.map((call) => eclair.answers.get(call)?.kind);
    expect(kinds.filter((kind) => kind === 'payment-sent')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'payment-failed')).toHaveLength(7);
    expect([eclair.runs(), eclair.timesPaid()]).toEqual([{ begun: 8, settled: 1, failed: 7 }, 1]);
  });

  it('while the first is held the second fails, and the first settles', () => {
    const eclair = new DaemonBench('eclair');
    eclair.it.invoice('h', 3, AMOUNT, { hold: { ends: 'settled', afterMs: 3000 } });
    const first = eclair.pay();
    eclair.run(1000);
    const second = eclair.pay();
    eclair.run(1000);
    expect(eclair.answers.get(second.call)).toMatchObject({ kind: 'payment-failed' });
    expect(statuses(eclair)).toEqual(['pending', 'failed']);
    eclair.run(3000);
    expect(eclair.answers.get(first.call)).toMatchObject({ kind: 'payment-sent' });
    expect(statuses(eclair)).toEqual(['sent', 'failed']);
  });

  it('is 400 when it has expired, paid or not', () => {
    const eclair = new DaemonBench('eclair');
    eclair.send();
    eclair.run(1000);
    const { said } = eclair.pay('h', { invoiceExpiresAtMs: 999 });
    expect(said).toEqual({ kind: 'http_error', status: 400, error: 'invoice has expired' });
    expect(statuses(eclair)).toEqual(['sent']);
  });

  it('a client that is gone is no reason not to pay', () => {
    const eclair = new DaemonBench('eclair');
    eclair.it.invoice('h', 3, AMOUNT);
    eclair.pay('h', {}, true);
    eclair.run(1000);
    expect(eclair.timesPaid()).toBe(1);
  });
});

describe('Eclair: what it says of a payment under way', () => {
  it('nothing at first, then a placeholder, then rows; between two attempts the placeholder again', () => {
    const seen = new Set<string>();
    for (const seed of seeds(20)) {
      const eclair = new DaemonBench('eclair', seed);
      eclair.it.world.moveLiquidity(1, 1, 1_000_000_000, 'drain');
      const call = eclair.send();
      while (!eclair.answers.has(call)) {
        seen.add(statuses(eclair).join());
        eclair.run(1);
      }
      expect(statuses(eclair)).toEqual(['failed', 'sent']);
      expect(eclair.answers.get(call)).toMatchObject({ kind: 'payment-sent', feesPaidMsat: 6000n });
    }
    expect(seen).toEqual(new Set(['', 'pending', 'pending,failed', 'failed,pending']));
  });

  it('200 for a failure, and one dummy row when there was no route', () => {
    const eclair = new DaemonBench('eclair');
    const call = eclair.send('h', { feeLimitMsat: 1 });
    eclair.run(1000);
    expect(eclair.answers.get(call)).toMatchObject({ kind: 'payment-failed', failures: ['route not found'] });
    expect(rows(eclair)).toMatchObject([{ status: 'failed', failures: ['route not found'] }]);
  });

  it('500 after 30 s, and the payment goes on', () => {
    const eclair = new DaemonBench('eclair');
    eclair.it.invoice('h', 3, AMOUNT, { hold: { ends: 'settled', afterMs: 40_000 } });
    const { call } = eclair.pay();
    eclair.run(29_999);
    expect(eclair.answers.has(call)).toBe(false);
    eclair.run(1);
    expect(eclair.answers.get(call)).toMatchObject({
      status: 500,
      error: expect.stringContaining('Ask timed out'),
    });
    eclair.run(20_000);
    expect(statuses(eclair)).toEqual(['sent']);
    expect(eclair.answers.get(call)).toMatchObject({ status: 500 });
  });

  it('five attempts, however long they take', () => {
    const eclair = new DaemonBench('eclair', 1, { failureMemoryMs: 0 });
    for (const [node, channel] of [
      [1, 1],
      [2, 3],
    ] as const)
      eclair.it.world.moveLiquidity(node, channel, 1_000_000_000, 'drain');
    const call = eclair.send('h', { windowMs: 1 });
    eclair.run(60_000);
    expect(rows(eclair)).toHaveLength(5);
    expect(eclair.answers.get(call)).toMatchObject({
      failures: expect.arrayContaining(['payment attempts exhausted without success']),
    });
  });
});

describe('Eclair: killed', () => {
  it('before the row: nothing for good', () => {
    const eclair = new DaemonBench('eclair');
    eclair.send();
    eclair.run(9);
    eclair.restart();
    expect([rows(eclair), eclair.timesPaid(), eclair.runs().failed]).toEqual([[], 0, 1]);
  });

  it('between row and commitment: pending for ever, unpaid; a second payment is made all the same', () => {
    let phantoms = 0;
    for (const seed of seeds(150)) {
      const eclair = new DaemonBench('eclair', seed);
      eclair.send();
      eclair.run(100);
      const owned = eclair.it.money().owned;
      const inTime = eclair.pendingHtlcs === 1 && eclair.timesPaid() === 0;
      eclair.restart();
      expect([eclair.it.money(), eclair.pendingHtlcs]).toEqual([{ channelsOff: 0, owned }, 0]);
      if (!inTime || eclair.timesPaid() === 1) continue;
      phantoms++;
      for (let again = 0; again < 3; again++) eclair.restart();
      expect(statuses(eclair)).toEqual(['pending']);
      const { call } = eclair.pay();
      eclair.run(1000);
      expect(eclair.answers.get(call)).toMatchObject({ kind: 'payment-sent' });
      expect(statuses(eclair)).toEqual(['pending', 'sent']);
    }
    expect(phantoms).toBeGreaterThan(40);
  });

  it('with an HTLC out: its end is known, its fee, route and failures are not', () => {
    for (const ends of ['settled', 'canceled'] as const) {
      const eclair = new DaemonBench('eclair');
      eclair.it.invoice('h', 3, AMOUNT, { hold: { ends, afterMs: 2000 } });
      const { call } = eclair.pay();
      eclair.run(500);
      eclair.restart();
      expect(rows(eclair)).toMatchObject(
        ends === 'settled'
          ? [{ status: 'sent', preimage: 'p-h', feesPaidMsat: 0n, routeEmpty: true }]
          : [{ status: 'failed', failures: [] }],
      );
      expect([eclair.answers.has(call), eclair.events]).toEqual([false, []]);
    }
  });

  it('just after another payment was sent: nothing is followed up in that life, so a paid one stays pending for ever', () => {
    let paidPhantoms = 0;
    for (const seed of seeds(20)) {
      const eclair = new DaemonBench('eclair', seed);
      eclair.it.invoice('held', 3, AMOUNT, { hold: { ends: 'settled', afterMs: 2000 } });
      eclair.pay('held');
      eclair.run(500);
      const call = eclair.send('quick');
      while (!eclair.answers.has(call)) eclair.run(1);
      eclair.restart();
      for (let again = 0; again < 3; again++) eclair.restart();
      expect([statuses(eclair, 'quick'), eclair.timesPaid('held')]).toEqual([['sent'], 1]);
      if (statuses(eclair, 'held')[0] === 'pending') paidPhantoms++;
      else expect(statuses(eclair, 'held')).toEqual(['sent']);
    }
    expect(paidPhantoms).toBeGreaterThan(3);
    expect(paidPhantoms).toBeLessThan(17);
  });

  it('without power: the last end is pending until the channel tells it again, without its fee', () => {
    const eclair = new DaemonBench('eclair');
    const call = eclair.send();
    while (!eclair.answers.has(call)) eclair.run(1);
    eclair.restart(100, true);
    expect(statuses(eclair)).toEqual(['pending']);
    eclair.run(3000);
    expect(rows(eclair)).toMatchObject([{ status: 'sent', feesPaidMsat: 0n, routeEmpty: true }]);
  });
});

it('Eclair with an old database: younger payments are unknown, what ended since is pending', () => {
  const eclair = new DaemonBench('eclair');
  eclair.it.invoice('old', 3, AMOUNT, { hold: { ends: 'settled', afterMs: 2000 } });
  eclair.pay('old');
  eclair.run(1000);
  eclair.send('young');
  eclair.run(3000);
  eclair.kill();
  expect(eclair.it.world.rollBack(0, 500)).toEqual(['old', 'young']);
  eclair.start(10_000);
  expect([statuses(eclair, 'old'), statuses(eclair, 'young')]).toEqual([['pending'], []]);
});

it('Eclair: a stream opened after a start tells nothing of what was before', () => {
  const node = new DaemonBench('eclair');
  node.send();
  node.run(1000);
  node.send('b');
  node.run(FLYING_MS);
  expect(node.pendingHtlcs).toBeGreaterThan(0);
  node.kill();
  node.events.length = 0;
  node.start();
  expect(node.events).toEqual([]);
});

/** Long enough for the first HTLC to be committed, too short for the payee's answer. */
const FLYING_MS = 120;
