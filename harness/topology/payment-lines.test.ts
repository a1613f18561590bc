import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PaymentTruth } from '#harness/emulators/payment-truth';
import { PaymentLines } from './payment-lines.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const PAYMENT: PaymentTruth = {
  payer: 'a',
  payee: `02${'ab'.repeat(32)}`,
  hash: '0123456789abcdef'.repeat(4),
  state: 'in_flight',
  amountMsat: 0,
  feeMsat: 0,
  preimage: '',
  reason: '',
  begunAtMs: 5_000,
  endedAtMs: 0,
};
const SETTLED: PaymentTruth = {
  ...PAYMENT,
  state: 'settled',
  amountMsat: 1_500_500,
  feeMsat: 7,
  endedAtMs: 5_230,
};
const FAILED: PaymentTruth = { ...PAYMENT, state: 'failed', reason: 'no-route', endedAtMs: 6_000 };

it('tells of payments in short lines, without preimages', () => {
  const said: string[] = [];
  const lines = new PaymentLines((line) => said.push(line));
  lines.begun(PAYMENT, 1_500_500);
  lines.ended({ ...SETTLED, preimage: 'ff'.repeat(32) });
  lines.ended(FAILED);
  expect(said).toEqual([
    'a → 02ababababababab 0123456789ab… pays 1,500.5 sat',
    'a → 02ababababababab 0123456789ab… settled 1,500.5 sat, fee 7 msat, after 0.23 s',
    'a → 02ababababababab 0123456789ab… failed (no-route) after 1.00 s',
  ]);
});

it('counts what nobody could read', () => {
  const said: string[] = [];
  const lines = new PaymentLines((line) => said.push(line));
  for (let at = 0; at < 30; at++) lines.begun(PAYMENT, 1_000);
  for (let at = 0; at < 8; at++) lines.ended(at % 4 === 0 ? FAILED : SETTLED);
  expect(said).toHaveLength(20);
  vi.advanceTimersByTime(1_000);
  expect(said.at(-1)).toBe('… and 10 more begun, 6 settled, 2 failed within a second');
  lines.ended(SETTLED);
  expect(said.at(-1)).toMatch(/settled 1,500/);
  vi.advanceTimersByTime(5_000);
  expect(said).toHaveLength(22);
});
