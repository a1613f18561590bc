import { describe, expect, it } from 'vitest';
import { line } from './testing/networks.ts';
import { RecordedWorld } from './testing/recorded-world.ts';

const AMOUNT = 10_000_000;

function struck(...steps: readonly ((it: RecordedWorld) => void)[]): RecordedWorld {
  const it = new RecordedWorld(line(4));
  it.send(0, 'h', 3, AMOUNT);
  for (const step of steps) step(it);
  expect(it.money()).toEqual({ channelsOff: 0, owned: 3_000_000_000 });
  return it;
}

describe('chain', () => {
  it('finds blocks at its interval', () => {
    const it = new RecordedWorld(line(2), { blockIntervalMs: 600_000 });
    expect(it.until(1_800_000)).toEqual(['600000 block 1001', '1200000 block 1002', '1800000 block 1003']);
    expect(it.world.height).toBe(1003);
  });

  it('times an HTLC out when its lock ends below: the channel closes, the payer gets all back', () => {
    // Node 2 is down: the HTLC 1 → 2 stays, with a lock of 21 + 40 blocks.
    const it = struck(
      (at) => at.kernel.run(15),
      (at) => at.world.setNode(2, 'down', 'kill'),
      (at) => at.kernel.run(1000),
      (at) => at.world.mine(60),
    );
    let pending = 0;
    it.world.pendingHtlcs(() => pending++);
    expect([pending, it.until(1000, 'closed', 'ended')]).toEqual([2, []]);
    it.world.mine(1);
    expect(it.until(2000, 'closed', 'part-failed', 'ended')).toEqual([
      '1000 closed 1 2 htlc-expired 1000000000',
      `1020 part-failed 0 1 h ${AMOUNT} permanent_channel_failure`,
      '1020 ended 0 3 h false 0 0  no_route',
    ]);
    expect([0, 1, 2, 3].map((node) => it.world.ownedMsat(node))).toEqual([5e8, 1e9, 1e9, 5e8]);
    // What waited at node 2 is void.
    it.world.setNode(2, 'up', 'start');
    expect(it.until(9000, 'paid', 'ended')).toEqual([]);
    expect(it.money()).toEqual({ channelsOff: 0, owned: 3_000_000_000 });
  });

  it('lets the side with the preimage claim, and the preimage still reaches the payer', () => {
    // The payee is paid at 30 ms; node 1 is down when the preimage comes to it, until all locks have ended.
    const it = struck(
      (at) => at.kernel.run(35),
      (at) => at.world.setNode(1, 'down', 'kill'),
      (at) => at.kernel.run(1000),
      (at) => at.world.mine(200),
    );
    expect(it.until(1000, 'closed', 'ended')).toEqual([
      '1000 closed 1 2 htlc-expired 1000000000',
      '1000 closed 0 1 htlc-expired 1000000000',
    ]);
    it.world.setNode(1, 'up', 'start');
    expect(it.until(2000, 'ended')).toEqual([`1020 ended 0 3 h true ${AMOUNT} 4000 p-h`]);
    expect([0, 1, 2, 3].map((node) => it.world.ownedMsat(node))).toEqual([
      489_996_000, 1_000_002_000, 1_000_002_000, 510_000_000,
    ]);
  });

  it('closes by force: new HTLCs fail, a preimage passes, a failure waits for the lock', () => {
    const paid = struck(
      (at) => at.kernel.run(25),
      (at) => at.world.forceClose(1, 'drill'),
      (at) => at.kernel.run(1000),
    );
    expect(paid.until(1000, 'closed', 'ended')).toEqual([
      '25 closed 1 2 drill 1000000000',
      `60 ended 0 3 h true ${AMOUNT} 4000 p-h`,
    ]);
    expect(paid.world.forceClose(1, 'again')).toBe(false);

    const failed = struck(
      (at) => at.kernel.run(25),
      (at) => at.world.forceClose(1, 'drill'),
      (at) => at.world.cancelInvoice('h'),
      (at) => at.kernel.run(1000),
      (at) => at.world.mine(60),
      (at) => at.kernel.run(2000),
    );
    expect(failed.until(2000, 'ended')).toEqual([]);
    failed.world.mine(1);
    expect(failed.until(3000, 'ended')).toEqual(['2020 ended 0 3 h false 0 0  incorrect_payment_details']);
    expect(failed.money()).toEqual({ channelsOff: 0, owned: 3_000_000_000 });
  });

  it('takes a held part from the payee when the payee is down at the lock', () => {
    const it = new RecordedWorld(line(2));
    it.invoice('h', 1, AMOUNT, { hold: { ends: 'settled', afterMs: 5000 } });
    it.pay(0, 'h', 1, AMOUNT);
    it.kernel.run(100);
    it.world.setNode(1, 'down', 'kill');
    it.world.mine(21);
    expect(it.until(1000, 'ended')).toEqual(['110 ended 0 1 h false 0 0  insufficient_balance']);
    it.kernel.run(6000);
    it.world.setNode(1, 'up', 'start');
    expect(it.until(9000, 'paid', 'canceled', 'invoice')).toEqual([`6010 invoice 1 h canceled ${AMOUNT}`]);
    expect(it.money()).toEqual({ channelsOff: 0, owned: 1_000_000_000 });
  });

  it('is told to payers by gossip', () => {
    const it = new RecordedWorld(line(3), { gossipDelayMs: 500 });
    it.world.forceClose(1, 'drill');
    it.send(0, 'early', 2, AMOUNT);
    it.kernel.run(500);
    it.send(0, 'late', 2, AMOUNT);
    expect(it.until(1000, 'part-failed', 'ended')).toEqual([
      `20 part-failed 0 1 early ${AMOUNT} permanent_channel_failure`,
      '20 ended 0 2 early false 0 0  no_route',
      '500 ended 0 2 late false 0 0  no_route',
    ]);
  });
});
