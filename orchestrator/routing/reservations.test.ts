import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IntentId, NodeName } from '../domain/ids.ts';
import { msat } from '../domain/money.ts';
import { Reservations } from './reservations.ts';

const alice = 'alice' as NodeName;
const bob = 'bob' as NodeName;
const intent = (no: number) => `i${no}` as IntentId;

describe('Reservations', () => {
  it('agrees with a plain list, and returns to nothing', () => {
    const step = fc.record({
      no: fc.nat(8),
      onAlice: fc.boolean(),
      amount: fc.bigInt({ min: 0n, max: 10n ** 18n }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const reservations = new Reservations();
        const open = new Map<number, { node: NodeName; amount: bigint }>();
        for (const { no, onAlice, amount } of steps) {
          const held = open.get(no);
          if (held === undefined) {
            const node = onAlice ? alice : bob;
            reservations.reserve(intent(no), node, msat(amount));
            open.set(no, { node, amount });
          } else {
            reservations.release(intent(no));
            open.delete(no);
          }
          for (const node of [alice, bob]) {
            const expected = [...open.values()]
              .filter((r) => r.node === node)
              .reduce((sum, r) => sum + r.amount, 0n);
            expect(reservations.reservedMsat(node)).toBe(expected);
          }
          expect(reservations.openCount).toBe(open.size);
        }
        for (const no of open.keys()) reservations.release(intent(no));
        expect([reservations.reservedMsat(alice), reservations.reservedMsat(bob)]).toEqual([0n, 0n]);
      }),
    );
  });

  it('refuses to reserve twice, or to release twice', () => {
    const reservations = new Reservations();
    reservations.reserve(intent(1), alice, msat(5n));
    expect(() => reservations.reserve(intent(1), bob, msat(5n))).toThrow(/already holds 5 msat at alice/);
    reservations.release(intent(1));
    expect(() => reservations.release(intent(1))).toThrow(/no reservation to release/);
    expect(reservations.reservedMsat(alice)).toBe(0n);
  });
});
