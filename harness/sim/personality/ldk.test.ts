import { describe, expect, it } from 'vitest';
import { AMOUNT, DaemonBench, OTHER_PAYER, twoWays } from '../testing/daemon-bench.ts';

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed);
const DUP = { code: 9, message: 'A payment with the given hash has already been initiated.' };
const PSF = { code: 9, message: 'Failed to send the given payment.' };
const ABSENT = { kind: 'absent' };

/** A bench in which the payment was made and the row was lost. */
function lost(payee: 'plain' | 'ldk' = 'plain'): DaemonBench<'ldk'> {
  for (const seed of seeds(500)) {
    const ldk = new DaemonBench('ldk', seed, { network: twoWays('ldk', payee) });
    ldk.send();
    ldk.run(3 + (seed % 10));
    ldk.restart();
    if (ldk.look().kind === 'absent' && ldk.timesPaid() === 1) return ldk;
  }
  throw new Error('no seed loses the row of a payment that is made');
}

describe('LDK: the same invoice again', () => {
  it('is a duplicate while it is out and when it is paid, expired or not; the answer is the beginning only', () => {
    const ldk = new DaemonBench('ldk');
    const call = ldk.send();
    expect(ldk.pay().said).toMatchObject(DUP);
    while (!ldk.answers.has(call)) ldk.run(1);
    expect(ldk.answers.get(call)).toEqual({ kind: 'initiated' });
    expect(ldk.look()).toMatchObject({
      direction: 'OUTBOUND',
      status: 'PENDING',
      preimage: '',
      feePaidMsat: null,
    });
    ldk.run(1000);
    expect(ldk.look()).toMatchObject({ status: 'SUCCEEDED', preimage: 'p-h', feePaidMsat: 2000n });
    expect(ldk.pay('h', { invoiceExpiresAtMs: 1 }).said).toMatchObject(DUP);
    expect([ldk.runs(), ldk.timesPaid(), ldk.events]).toEqual([
      { begun: 1, settled: 1, failed: 0 },
      1,
      ['h settled'],
    ]);
  });

  it('after a failure is accepted, and the row is overwritten', () => {
    const ldk = new DaemonBench('ldk');
    ldk.pay('h');
    ldk.run(1000);
    expect(ldk.look()).toMatchObject({ status: 'FAILED', preimage: '' });
    ldk.send();
    ldk.run(1000);
    expect(ldk.look()).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('expired or without a route fails at once, with a row', () => {
    const ldk = new DaemonBench('ldk');
    expect(ldk.pay('old', { invoiceExpiresAtMs: -1 }).said).toMatchObject(PSF);
    ldk.it.invoice('dear', 3, AMOUNT);
    expect(ldk.pay('dear', { feeLimitMsat: 1 }).said).toMatchObject(PSF);
    expect([ldk.look('old'), ldk.look('dear')]).toMatchObject([{ status: 'FAILED' }, { status: 'FAILED' }]);
    expect([ldk.runs('dear').begun, ldk.pendingHtlcs]).toEqual([0, 0]);
  });

  it('what a hung daemon reads after its client has gone is never done', () => {
    const ldk = new DaemonBench('ldk');
    ldk.it.invoice('h', 3, AMOUNT);
    expect(ldk.pay('h', {}, true).said).toBeNull();
    ldk.run(1000);
    expect([ldk.look(), ldk.runs().begun]).toEqual([ABSENT, 0]);
  });
});

describe('LDK: killed', () => {
  it('at once: absent, unpaid, and a resend pays', () => {
    const ldk = new DaemonBench('ldk');
    ldk.send();
    ldk.run(1);
    ldk.restart();
    expect([ldk.look(), ldk.runs()]).toEqual([ABSENT, { begun: 1, settled: 0, failed: 1 }]);
    ldk.pay();
    ldk.run(1000);
    expect(ldk.timesPaid()).toBe(1);
  });

  it('in the windows: absent and paid, or pending for ever and unpaid; an OK is never followed by absent', () => {
    const seen = { absentPaid: 0, absentUnpaid: 0, orphan: 0, orphanAfterOk: 0, succeeded: 0 };
    for (const seed of seeds(400)) {
      const ldk = new DaemonBench('ldk', seed);
      const call = ldk.send();
      ldk.run(1 + (seed % 50));
      const answered = ldk.answers.has(call);
      const owned = ldk.it.money().owned;
      ldk.restart();
      expect([ldk.it.money(), ldk.pendingHtlcs]).toEqual([{ channelsOff: 0, owned }, 0]);
      const paid = ldk.timesPaid() === 1;
      const said = ldk.look();
      if (said.kind === 'absent') {
        expect(answered).toBe(false);
        if (paid) {
          seen.absentPaid++;
          expect([ldk.pay().said, ldk.events]).toMatchObject([DUP, []]);
        } else seen.absentUnpaid++;
      } else if (said.kind === 'payment' && said.status === 'PENDING') {
        seen.orphan++;
        if (answered) seen.orphanAfterOk++;
        expect(paid).toBe(false);
        for (let again = 0; again < 10; again++) ldk.restart();
        expect([ldk.look(), ldk.pay().said]).toMatchObject([{ status: 'PENDING' }, DUP]);
      } else {
        seen.succeeded++;
        expect([said, paid]).toMatchObject([{ status: 'SUCCEEDED', feePaidMsat: 2000n }, true]);
      }
    }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5);
  });

  it('sixteen at once: most rows wait for the store, and are lost', () => {
    const ldk = new DaemonBench('ldk', 1, { hopLatencyMs: { min: 50, max: 50 } });
    const hashes = seeds(16).map((at) => `h${at}`);
    for (const hash of hashes) ldk.send(hash);
    ldk.run(40);
    ldk.restart();
    const lostRows = hashes.filter((hash) => ldk.look(hash).kind === 'absent');
    expect(lostRows.length).toBeGreaterThan(7);
    expect(lostRows.every((hash) => ldk.timesPaid(hash) === 1)).toBe(true);
  });

  it('with a hold invoice out: right afterwards', () => {
    for (const ends of ['settled', 'canceled'] as const) {
      const ldk = new DaemonBench('ldk');
      ldk.it.invoice('h', 3, AMOUNT, { hold: { ends, afterMs: 2000 } });
      ldk.pay();
      ldk.run(500);
      ldk.restart();
      expect(ldk.look()).toMatchObject({ status: ends === 'settled' ? 'SUCCEEDED' : 'FAILED' });
      expect(ldk.events.length).toBeLessThan(2);
    }
  });

  it('between two attempts: abandoned', () => {
    for (const seed of seeds(10)) {
      const ldk = new DaemonBench('ldk', seed);
      ldk.it.world.moveLiquidity(1, 1, 1_000_000_000, 'drain');
      ldk.send();
      while (!ldk.it.log.some((line) => line.includes('part-failed'))) ldk.run(1);
      ldk.restart();
      expect(ldk.look()).toMatchObject({ status: 'FAILED' });
      expect(ldk.pay().said).not.toMatchObject(DUP);
    }
  });
});

describe('LDK: after it has forgotten', () => {
  it('a resend is refused for seven starts and accepted after eight; a plain payee refuses, and a paid invoice looks FAILED', () => {
    const ldk = lost();
    for (let starts = 0; starts < 7; starts++) ldk.restart(100);
    expect(ldk.pay().said).toMatchObject(DUP);
    ldk.restart(100);
    expect(ldk.pay().said).toBeNull();
    ldk.run(5000);
    expect(ldk.look()).toMatchObject({ status: 'FAILED', preimage: '' });
    expect([ldk.runs(), ldk.timesPaid()]).toEqual([{ begun: 2, settled: 1, failed: 1 }, 1]);
  });

  it('an LDK payee takes the money again', () => {
    const ldk = lost('ldk');
    for (let starts = 0; starts < 8; starts++) ldk.restart(100);
    const owned = ldk.it.world.ownedMsat(3);
    expect(ldk.pay().said).toBeNull();
    ldk.run(5000);
    expect([ldk.look(), ldk.timesPaid()]).toMatchObject([{ status: 'SUCCEEDED' }, 2]);
    expect(ldk.it.world.ownedMsat(3) - owned).toBe(AMOUNT);
    expect(ldk.it.money().channelsOff).toBe(0);
  });

  it('eight minutes do it as well', () => {
    const ldk = lost();
    ldk.run(7 * 60_000 - 30_000);
    expect(ldk.pay().said).toMatchObject(DUP);
    ldk.run(2 * 60_000);
    expect(ldk.pay().said).toBeNull();
  });
});

describe('LDK: events', () => {
  it('stop at a payment without a row, over restarts, until a row of it is there', () => {
    const ldk = lost();
    ldk.send('next');
    ldk.run(1000);
    ldk.restart();
    expect(ldk.look('next')).toMatchObject({ status: 'SUCCEEDED' });
    expect([ldk.events, ldk.it.world.lists(0, 'next')]).toEqual([[], undefined]);
    for (let starts = 0; starts < 8; starts++) ldk.restart(100);
    ldk.pay();
    ldk.run(5000);
    expect(ldk.it.world.lists(0, 'next')).toBe('settled');
  });

  it('that were not handled when it was killed come again after the start, if somebody listens by then', () => {
    let heard = 0;
    for (const seed of seeds(40)) {
      const ldk = new DaemonBench('ldk', seed);
      ldk.send();
      while (ldk.runs().settled === 0) ldk.run(1);
      ldk.kill();
      expect(ldk.events).toEqual([]);
      ldk.start(10_000);
      heard += ldk.events.length;
    }
    expect(heard).toBeGreaterThan(8);
    expect(heard).toBeLessThan(32);
  });
});

describe('an LDK payee', () => {
  it('is paid by two payers for one invoice; other payees refuse the second', () => {
    for (const payee of ['ldk', 'plain'] as const) {
      const ldk = new DaemonBench('ldk', 1, { network: twoWays('ldk', payee) });
      ldk.send();
      ldk.run(1000);
      const order = {
        hash: 'h',
        payee: 3,
        amountMsat: AMOUNT,
        feeLimitMsat: 100_000,
        windowMs: 60_000,
        partsMax: 1,
        cltvLimitBlocks: 1440,
        invoiceExpiresAtMs: 3_600_000,
      };
      ldk.it.world.pay(OTHER_PAYER, order);
      ldk.run(1000);
      expect(ldk.timesPaid()).toBe(payee === 'ldk' ? 2 : 1);
    }
  });
});

it('LDK without power: the last end is pending until the channel tells it again', () => {
  const ldk = new DaemonBench('ldk');
  ldk.send();
  while (ldk.runs().settled === 0) ldk.run(1);
  ldk.restart(100, true);
  expect(ldk.look()).toMatchObject({ status: 'PENDING' });
  ldk.run(3000);
  expect(ldk.look()).toMatchObject({ status: 'SUCCEEDED' });
});

it('LDK with an old store: younger rows are unknown, what ended since is pending', () => {
  const ldk = new DaemonBench('ldk');
  ldk.it.invoice('old', 3, AMOUNT, { hold: { ends: 'settled', afterMs: 2000 } });
  ldk.pay('old');
  ldk.run(1000);
  ldk.send('young');
  ldk.run(3000);
  ldk.kill();
  expect(ldk.it.world.rollBack(0, 500)).toEqual(['old', 'young']);
  ldk.start(10_000);
  expect([ldk.look('old'), ldk.look('young')]).toMatchObject([{ status: 'PENDING' }, ABSENT]);
});
