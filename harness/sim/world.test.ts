import { describe, expect, it } from 'vitest';
import { line, sketch } from './testing/networks.ts';
import { RecordedWorld } from './testing/recorded-world.ts';

const AMOUNT = 10_000_000;

describe('payments', () => {
  it('go hop by hop and back, and every balance ends exact', () => {
    const it = new RecordedWorld(line(3));
    expect(it.send(0, 'h', 2, AMOUNT)).toBe('accepted');
    expect(it.world.lookup(0, 'h')?.state).toBe('in_flight');
    expect(it.until(1000)).toEqual([
      `0 invoice 2 h open ${AMOUNT}`,
      `0 begun 0 2 h ${AMOUNT} 100000`,
      `20 paid 2 h ${AMOUNT} p-h`,
      `40 ended 0 2 h true ${AMOUNT} 2000 p-h`,
    ]);
    expect([0, 1, 2].map((node) => it.world.ownedMsat(node))).toEqual([
      489_998_000, 1_000_002_000, 510_000_000,
    ]);
    expect(it.world.lookup(0, 'h')).toMatchObject({
      state: 'settled',
      preimage: 'p-h',
      feeMsat: 2000,
      paidMsat: AMOUNT,
    });
    expect([it.world.lookup(1, 'h'), it.world.invoiceState('h'), it.world.invoiceState('x')]).toEqual([
      undefined,
      'paid',
      undefined,
    ]);
  });

  it('are refused twice while in flight or settled, may run again after failure, and not after expiry', () => {
    const it = new RecordedWorld(line(3));
    it.send(0, 'h', 2, AMOUNT);
    expect(it.pay(0, 'h', 2, AMOUNT)).toBe('duplicate');
    it.kernel.run(1000);
    expect(it.pay(0, 'h', 2, AMOUNT)).toBe('duplicate');
    expect(it.pay(0, 'h', 2, AMOUNT, { invoiceExpiresAtMs: 999 })).toBe('rejected');
    it.invoice('again', 2, AMOUNT);
    expect(it.pay(0, 'again', 2, AMOUNT, { feeLimitMsat: 1 })).toBe('accepted');
    expect(it.until(1000, 'ended').at(-1)).toBe('1000 ended 0 2 again false 0 0  fee_limit');
    expect(it.pay(0, 'again', 2, AMOUNT)).toBe('accepted');
    expect(it.until(2000, 'ended')).toEqual([`1040 ended 0 2 again true ${AMOUNT} 2000 p-again`]);
    let records = 0;
    it.world.records((record) => {
      expect(record.state).toBe('settled');
      records++;
    });
    expect(records).toBe(2);
  });

  it('say why no route was found', () => {
    const it = new RecordedWorld(
      sketch(4, [
        { a: 0, b: 1 },
        { a: 1, b: 2 },
        { a: 3, b: 2, policyB: { disabled: true } },
      ]),
    );
    it.send(0, 'poor', 1, 600_000_000);
    it.send(0, 'lost', 3, AMOUNT);
    expect(it.until(1000, 'ended')).toEqual([
      '0 ended 0 1 poor false 0 0  insufficient_balance',
      '0 ended 0 3 lost false 0 0  no_route',
    ]);
  });

  it('try other routes after a failure', () => {
    const it = new RecordedWorld(
      sketch(4, [
        { a: 0, b: 1 },
        { a: 1, b: 3, balanceAMsat: 0 },
        { a: 0, b: 2 },
        { a: 2, b: 3, policyA: { feeBaseMsat: 5000 } },
      ]),
    );
    it.send(0, 'h', 3, AMOUNT);
    expect(it.until(1000, 'part-failed', 'ended')).toEqual([
      `20 part-failed 0 1 h ${AMOUNT} temporary_channel_failure`,
      `60 ended 0 3 h true ${AMOUNT} 6000 p-h`,
    ]);
  });

  it('split when one route cannot carry them, and only then', () => {
    const it = new RecordedWorld(
      sketch(4, [
        { a: 0, b: 1 },
        { a: 1, b: 3 },
        { a: 0, b: 2 },
        { a: 2, b: 3 },
      ]),
    );
    it.send(0, 'one', 3, 700_000_000, { feeLimitMsat: 1_000_000 });
    it.send(0, 'many', 3, 700_000_000, { feeLimitMsat: 1_000_000, partsMax: 2 });
    const lines = it.until(1000, 'ended', 'paid');
    expect(lines).toEqual([
      '0 ended 0 3 one false 0 0  no_route',
      '20 paid 3 many 700000000 p-many',
      '40 ended 0 3 many true 700000000 72000 p-many',
    ]);
    expect(it.money()).toEqual({ channelsOff: 0, owned: 4_000_000_000 });
  });
});

describe('hold invoices', () => {
  it('settle or cancel later, or when told', () => {
    const it = new RecordedWorld(line(3));
    it.invoice('settles', 2, AMOUNT, { hold: { ends: 'settled', afterMs: 500 } });
    it.invoice('cancels', 2, AMOUNT, { hold: { ends: 'canceled', afterMs: 600 } });
    it.invoice('waits', 2, AMOUNT, { hold: { ends: 'when-told' } });
    for (const hash of ['settles', 'cancels', 'waits']) it.pay(0, hash, 2, AMOUNT);
    expect(it.until(700, 'invoice', 'paid', 'ended').slice(3)).toEqual([
      `20 invoice 2 settles held ${AMOUNT}`,
      `20 invoice 2 cancels held ${AMOUNT}`,
      `20 invoice 2 waits held ${AMOUNT}`,
      `520 paid 2 settles ${AMOUNT} p-settles`,
      `540 ended 0 2 settles true ${AMOUNT} 2000 p-settles`,
      `620 invoice 2 cancels canceled ${AMOUNT}`,
      '640 ended 0 2 cancels false 0 0  incorrect_payment_details',
    ]);
    expect([
      it.world.cancelInvoice('settles'),
      it.world.settleHold('waits'),
      it.world.settleHold('waits'),
    ]).toEqual([false, true, false]);
    expect(it.until(1000, 'ended')).toEqual([`720 ended 0 2 waits true ${AMOUNT} 2000 p-waits`]);
  });

  it('are let go before their time lock, so that no channel closes', () => {
    const it = new RecordedWorld(line(3));
    it.invoice('h', 2, AMOUNT, { hold: { ends: 'when-told' } });
    it.pay(0, 'h', 2, AMOUNT);
    it.kernel.run(100);
    it.world.mine(18);
    expect(it.until(200, 'invoice', 'ended').at(-1)).toContain('held');
    it.world.mine(1);
    expect(it.until(1000, 'invoice', 'closed', 'ended')).toEqual([
      `200 invoice 2 h canceled ${AMOUNT}`,
      '220 ended 0 2 h false 0 0  incorrect_payment_details',
    ]);
  });
});

describe('nodes', () => {
  it('keep what reaches them while down, and go on when back', () => {
    const it = new RecordedWorld(line(4));
    it.send(0, 'h', 3, AMOUNT);
    it.kernel.run(5);
    it.world.setNode(1, 'down', 'kill');
    expect(it.until(5000, 'waits', 'ended', 'node')).toEqual(['5 node 1 down kill', '10 waits 1 h']);
    it.world.setNode(1, 'up', 'start');
    expect(it.world.epoch(1)).toBe(2);
    it.kernel.run(5035);
    // The preimage is out, and node 2 is struck before it has passed it on.
    it.world.setNode(2, 'hung', 'stop');
    expect(it.until(9000, 'paid', 'waits', 'ended')).toEqual([
      `5030 paid 3 h ${AMOUNT} p-h`,
      '5040 waits 2 h',
    ]);
    it.world.setNode(2, 'up', 'cont');
    expect([it.world.epoch(2), it.until(10_000, 'ended')]).toEqual([
      1,
      [`9030 ended 0 3 h true ${AMOUNT} 4000 p-h`],
    ]);
    expect(it.money()).toEqual({ channelsOff: 0, owned: 3_000_000_000 });
  });

  it('start nothing new for payments from before their restart', () => {
    const it = new RecordedWorld(line(3, (at) => (at === 1 ? { balanceAMsat: 0 } : {})));
    it.send(0, 'fails', 2, AMOUNT);
    it.send(0, 'settles', 1, AMOUNT);
    it.kernel.run(5);
    it.world.setNode(0, 'down', 'kill');
    expect(() => it.pay(0, 'x', 1, AMOUNT)).toThrow('node 0 is down');
    it.kernel.run(1000);
    expect(it.world.lookup(0, 'settles')?.state).toBe('in_flight');
    it.world.setNode(0, 'up', 'start');
    expect(it.until(2000, 'ended')).toEqual([
      '1010 ended 0 2 fails false 0 0  interrupted',
      `1010 ended 0 1 settles true ${AMOUNT} 0 p-settles`,
    ]);
  });

  it('are noticed at once when killed, and after half a minute when hung', () => {
    const it = new RecordedWorld(line(3));
    const { world } = it;
    world.setNode(1, 'hung', 'stop');
    expect(world.spendable(0)).toEqual({ totalMsat: 490_000_000, largestChannelMsat: 490_000_000 });
    it.send(0, 'early', 2, AMOUNT);
    it.kernel.run(30_000);
    expect(world.spendable(0).totalMsat).toBe(0);
    it.send(0, 'late', 2, AMOUNT);
    expect(it.until(30_000, 'ended')).toEqual(['30000 ended 0 2 late false 0 0  insufficient_balance']);
    expect([world.setNode(1, 'hung', 'again'), world.setNode(1, 'up', 'cont')]).toEqual([false, true]);
    expect(it.until(31_000, 'ended')).toEqual([`30040 ended 0 2 early true ${AMOUNT} 2000 p-early`]);
    world.setNode(1, 'down', 'kill');
    expect(world.spendable(0).totalMsat).toBe(0);
    expect(() => world.setNode(1, 'hung', 'no')).toThrow('cannot hang');
  });
});

describe('liquidity', () => {
  it('moves across a channel down to the reserve', () => {
    const it = new RecordedWorld(line(2));
    expect(it.world.moveLiquidity(0, 0, 1_000_000_000, 'drain')).toBe(490_000_000);
    expect(it.world.moveLiquidity(0, 0, 1, 'drain')).toBe(0);
    expect(it.world.moveLiquidity(1, 0, 5, 'refill')).toBe(5);
    expect(it.until(0)).toEqual(['0 moved 0 1 490000000 drain', '0 moved 1 0 5 refill']);
    expect(it.world.truth.balanceOf(0)).toBe(10_000_005);
    expect(() => it.world.moveLiquidity(7, 0, 1, 'x')).toThrow('not an end of channel');
  });

  it('is refused at the door when a network is impossible', () => {
    const of = (change: object): RecordedWorld => new RecordedWorld(line(3, () => change));
    expect(() => of({ capacityMsat: 2 ** 53 - 2 })).toThrow('add up to more than');
    expect(() => of({ balanceAMsat: 2e9 })).toThrow('not within its capacity');
    expect(() => of({ b: 9 })).toThrow('not two nodes');
  });
});
