import { describe, expect, it } from 'vitest';
import { FAILURE_REASONS } from '#orchestrator/domain/outcome';
import { changed, doubled, find, inserted, reasons } from './broken-history.ts';
import { RETRYABLE } from './l03-fallback-progress.ts';
import { retryWhileRunning } from './s08-retry-while-running.ts';
import { writeAhead } from './s14-write-ahead.ts';
import { auditComplete } from './s25-audit-complete.ts';
import { timeBounds } from './s29-time-bounds.ts';
import { PERMANENT, retryBudget } from './s30-retry-budget.ts';
import { correctHistory } from './test-history.ts';

const happy = correctHistory(['happy']);
const retry = correctHistory(['retry']);
const paid = { kind: 'call-sent', state: 'pay' } as const;
const { hash } = happy[find(happy, paid)]!;
/** The same attempt sent once more, before its call was answered. */
const again = doubled(happy, paid, { request: 9 });
const recorded = inserted(again, paid, 'attempt-resent', { intent: 0, attempt: 1, node: 0, hash });

describe('a resend', () => {
  it('needs a durable record (S14)', () => {
    expect(reasons(again, writeAhead)).toEqual([
      'attempt 1 left for node 0 2 times, 1 durable record(s) allow it',
    ]);
    expect(reasons(recorded, writeAhead)).toEqual([]);
  });

  it('that is on record is not the doing of a client who asks again (S08)', () => {
    expect(reasons(again, retryWhileRunning)).toHaveLength(1);
    expect(reasons(recorded, retryWhileRunning)).toEqual([]);
  });

  it('has its audit record (S25)', () => {
    expect(reasons(recorded, auditComplete)).toEqual([
      '1 time(s) "resend of attempt 1" without an audit record',
    ]);
  });
});

describe('S29', () => {
  it('fires on a decision, and on a payment, after the deadline', () => {
    const { atMs } = happy[find(happy, paid)]!;
    const past = changed(happy, { kind: 'intent-received' }, { feeMsat: atMs - 2 });
    expect(reasons(past, timeBounds)).toEqual([
      'attempt 1 was decided 1 ms after the deadline',
      'attempt 1 left 2 ms after the deadline',
    ]);
    expect(reasons(changed(happy, { kind: 'intent-received' }, { feeMsat: atMs }), timeBounds)).toEqual([]);
    const skewed = inserted(past, { kind: 'intent-received' }, 'fault-began', { state: 'orch.clock_skew' });
    expect(reasons(skewed, timeBounds)).toEqual([]);
    const mended = inserted(skewed, { kind: 'policy-decided' }, 'fault-ended', { state: 'orch.clock_skew' });
    expect(reasons(mended, timeBounds)).toHaveLength(2);
  });

  it('fires when the invoice had expired', () => {
    const closed = { node: 3, hash, state: 'expired' };
    const expired = inserted(happy, { kind: 'intent-received' }, 'invoice-moved', closed);
    expect(reasons(expired, timeBounds)[0]).toMatch(/ms after its invoice had expired$/);
    expect(reasons(inserted(happy, paid, 'invoice-moved', closed), timeBounds)).toEqual([]);
  });

  it('fires when money can be locked for longer than the policy allows', () => {
    expect(reasons(changed(happy, paid, { feeMsat: 1_009 }), timeBounds)).toEqual([
      'a call allows 1009 blocks of time lock, the policy 1008',
    ]);
    const pending = { node: 0, peer: 2, hash, limitMsat: 2_009, feeMsat: 1_000 };
    const locked = inserted(happy, { kind: 'payment-begun' }, 'htlc-pending', pending);
    expect(reasons(locked, timeBounds)).toEqual([
      'an HTLC from node 0 to 2 is locked until block 2009, 1009 from now; the policy allows 1008',
    ]);
    // The chain was higher when the lock was made.
    const reorganised = inserted(locked, { kind: 'intent-received' }, 'block-mined', { amountMsat: 1_001 });
    expect(reasons(reorganised, timeBounds)).toEqual([]);
  });
});

describe('S30', () => {
  const bound = (actor: string) => ({ kind: 'bound-in-force', actor }) as const;

  it('fires on one attempt, or one resend, too many', () => {
    const one = changed(retry, bound('S30'), { amountMsat: 1 });
    expect(reasons(one, retryBudget)).toEqual(['attempt 2 is sent 1 time(s); the policy allows 1 attempts']);
    const resent = inserted(happy, paid, 'attempt-resent', { intent: 0, attempt: 1 });
    expect(reasons(changed(resent, bound('S30'), { amountMsat: 1 }), retryBudget)).toEqual([
      'attempt 1 is sent 2 time(s); the policy allows 1 attempts',
    ]);
    expect(reasons(resent, retryBudget)).toEqual([]);
  });

  it('fires when the pause is shorter than the schedule, unless nothing had left', () => {
    const failed = { kind: 'attempt-resolved', state: 'failed' } as const;
    const hasty = changed(retry, failed, { limitMsat: retry[find(retry, failed)]!.limitMsat + 50 });
    expect(reasons(hasty, retryBudget)[0]).toMatch(
      /^attempt 2 came 15\d ms after attempt 1 had failed \(no_route\), the schedule says 200 ms/,
    );
    expect(reasons(changed(hasty, failed, { cause: 'not_sent' }), retryBudget)).toEqual([]);
  });

  it('knows the reasons that the orchestrator knows, and sorts them alike', () => {
    const reasons = Object.entries(FAILURE_REASONS);
    const that = (can: boolean) => reasons.filter(([, { retryable }]) => retryable === can).map(([id]) => id);
    expect([...RETRYABLE].toSorted()).toEqual(that(true).toSorted());
    expect([...PERMANENT].toSorted()).toEqual(that(false).toSorted());
  });

  it('fires on a retry after the payee has refused for good', () => {
    const refused = changed(retry, { kind: 'attempt-resolved' }, { cause: 'incorrect_payment_details' });
    expect(reasons(refused, retryBudget)).toEqual([
      'attempt 2 after incorrect_payment_details, which no retry can mend',
    ]);
  });
});
