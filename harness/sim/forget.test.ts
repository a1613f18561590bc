import { describe, expect, it } from 'vitest';
import { IMPLEMENTATIONS } from '#topologies/network';
import { AMOUNT, DaemonBench } from './testing/daemon-bench.ts';
import { line } from './testing/networks.ts';
import { RecordedWorld } from './testing/recorded-world.ts';

const HOUR = 3_600_000;

describe('a world of long trials', () => {
  it.each(IMPLEMENTATIONS)(
    '%s: drops finished payments after their time, and says then what it says of unknown ones',
    (implementation) => {
      const plain = line(3);
      const it = new RecordedWorld(
        { ...plain, nodes: plain.nodes.map((node) => ({ ...node, implementation })) },
        { forgetAfterMs: HOUR },
      );
      it.send(0, 'old', 2, AMOUNT);
      it.until(1000);
      it.invoice('held', 2, AMOUNT, { expiresAtMs: 100 * HOUR, hold: { ends: 'when-told' } });
      it.pay(0, 'held', 2, AMOUNT);
      for (let hour = 1; hour <= 4; hour++) {
        it.until(hour * 0.5 * HOUR);
        it.invoice(`h${hour}`, 2, AMOUNT, { expiresAtMs: 100 * HOUR });
        it.pay(0, `h${hour}`, 2, AMOUNT, { invoiceExpiresAtMs: 100 * HOUR });
        if (hour === 1) expect(it.world.lookup(0, 'old')?.state).toBe('settled');
      }
      it.until(2.1 * HOUR);
      expect(it.world.look(0, 'old')).toEqual(it.world.look(0, 'never'));
      expect([it.world.lookup(0, 'old'), it.world.lists(0, 'old')]).toEqual([undefined, undefined]);
      expect(it.world.lookup(0, 'h4')?.state).toBe('settled');
      // What has not ended is never forgotten.
      expect(it.world.lookup(0, 'held')?.state).toBe('in_flight');
      let records = 0;
      it.world.records(() => records++);
      expect(records).toBeLessThan(6);
    },
  );

  it('drops invoices that were paid or have expired; a held one stays', () => {
    const it = new RecordedWorld(line(3), { forgetAfterMs: HOUR });
    it.send(0, 'paid', 2, AMOUNT);
    it.invoice('expired', 2, AMOUNT);
    it.invoice('held', 2, AMOUNT, { expiresAtMs: 100 * HOUR, hold: { ends: 'when-told' } });
    it.pay(0, 'held', 2, AMOUNT);
    it.until(1000);
    it.invoice('again', 2, AMOUNT);
    expect(it.world.invoiceState('paid')).toBe('paid');
    it.until(3 * HOUR);
    it.invoice('new', 2, AMOUNT, { expiresAtMs: 100 * HOUR });
    const states = ['paid', 'expired', 'held', 'new'].map((hash) => it.world.invoiceState(hash));
    expect(states).toEqual([undefined, undefined, 'held', 'open']);
    expect(it.world.revealedPreimage('paid')).toBe('');
    expect(it.world.settleHold('held')).toBe(true);
  });

  it('forgets nothing when not told to', () => {
    const lnd = new DaemonBench('lnd');
    lnd.send();
    lnd.run(100 * HOUR);
    lnd.send('other');
    lnd.run(1000);
    expect(lnd.look()).toMatchObject({ status: 'SUCCEEDED' });
  });
});
