import { describe, expect, it } from 'vitest';
import { sketch } from './testing/networks.ts';
import { RecordedWorld } from './testing/recorded-world.ts';

/** Payers 0 and 4, routers 1 and 2, payee 3: 0 reaches it both ways, 4 over node 1 only. */
function twoWays(): RecordedWorld {
  return new RecordedWorld(
    sketch(5, [
      { a: 0, b: 1, balanceAMsat: 500_000_000 },
      { a: 1, b: 3, balanceAMsat: 1_000_000_000 },
      { a: 0, b: 2, balanceAMsat: 500_000_000 },
      { a: 2, b: 3, balanceAMsat: 1_000_000_000 },
      { a: 4, b: 1, balanceAMsat: 1_000_000_000 },
    ]),
  );
}

describe('an invoice without an amount', () => {
  it('is paid by whatever comes, once', () => {
    const it = twoWays();
    it.invoice('any', 3, 0);
    it.pay(4, 'any', 3, 7_000_000);
    expect(it.until(1_000, 'paid')).toEqual(['20 paid 3 any 7000000 p-any']);
    it.pay(0, 'any', 3, 9_000_000);
    expect(it.until(2_000, 'paid', 'ended')).toEqual([
      '1040 ended 0 3 any false 0 0  incorrect_payment_details',
    ]);
    expect(it.world.receivedMsat('any')).toBe(7_000_000);
  });

  it('waits for all parts of a set, and takes none that speaks of another total', () => {
    const it = twoWays();
    it.invoice('any', 3, 0);
    it.world.holdHtlcs(2, 5_000);
    it.pay(0, 'any', 3, 600_000_000, { partsMax: 2, feeLimitMsat: 1_000_000 });
    it.kernel.run(1_000);
    expect(it.world.receivedMsat('any')).toBe(300_000_000);
    it.pay(4, 'any', 3, 300_000_000, { feeLimitMsat: 1_000_000 });
    expect(it.until(2_000, 'ended')).toEqual(['1040 ended 4 3 any false 0 0  incorrect_payment_details']);
    expect(it.world.invoiceState('any')).toBe('open');
    expect(it.until(10_000, 'paid')).toEqual(['5010 paid 3 any 600000000 p-any']);
    expect(it.money().channelsOff).toBe(0);
  });
});

describe('a hold invoice whose preimage the payee does not know', () => {
  it('is settled by who tells it, and by nobody else', () => {
    const it = twoWays();
    it.invoice('held', 3, 5_000_000, { preimage: '', hold: { ends: 'when-told' } });
    it.pay(0, 'held', 3, 5_000_000);
    it.kernel.run(1_000);
    expect(it.world.invoiceState('held')).toBe('held');
    expect(it.world.settleHold('held')).toBe(false);
    expect(it.world.settleHold('held', 'told')).toBe(true);
    expect(it.until(2_000, 'ended')).toEqual(['1020 ended 0 3 held true 5000000 1500 told']);
    expect(it.world.revealedPreimage('held')).toBe('told');
  });

  it('what the payee knows counts more than what it is told', () => {
    const it = twoWays();
    it.invoice('held', 3, 5_000_000, { hold: { ends: 'when-told' } });
    it.pay(0, 'held', 3, 5_000_000);
    it.kernel.run(1_000);
    expect(it.world.settleHold('held', 'told')).toBe(true);
    expect(it.world.revealedPreimage('held')).toBe('p-held');
  });
});
