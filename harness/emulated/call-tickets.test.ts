import { expect, it } from 'vitest';
import { UNSTRUCK } from '../emulators/strike.ts';
import { REQUEST_LOST } from '../sim/faults/call-fault.ts';
import { CallTickets } from './call-tickets.ts';

const pay = { node: 1, call: 'pay', hash: 'a' } as const;
const asked = { class: 'pay', method: 'payinvoice', hash: 'a' } as const;

it('gives each call what struck it when it left, and lets it wait until it arrives', () => {
  let nowMs = 100;
  const tickets = new CallTickets(() => nowMs);
  tickets.issue({ ...pay, arrivesAtMs: 107, strike: REQUEST_LOST.wire });
  tickets.issue({ ...pay, arrivesAtMs: 109, strike: UNSTRUCK });
  expect(tickets.strike(2, asked)).toEqual(UNSTRUCK);
  expect(tickets.strike(1, { ...asked, class: 'lookup' })).toEqual(UNSTRUCK);
  expect(tickets.strike(1, asked)).toEqual({ delayMs: 7, before: 'lost', after: null });
  nowMs = 200;
  expect(tickets.strike(1, asked)).toEqual({ delayMs: 0, before: null, after: null });
  // What an adapter asks beyond its call is nobody's ticket.
  expect(tickets.strike(1, asked)).toBe(UNSTRUCK);
});

it('knows whether the node was ever asked', () => {
  const tickets = new CallTickets(() => 0);
  const [one, other] = [
    { ...pay, arrivesAtMs: 1, strike: UNSTRUCK },
    { ...pay, arrivesAtMs: 2, strike: UNSTRUCK },
  ];
  tickets.issue(one);
  tickets.issue(other);
  tickets.strike(1, asked);
  expect([tickets.withdraw(one), tickets.withdraw(other), tickets.withdraw(other)]).toEqual([
    false,
    true,
    false,
  ]);
});
