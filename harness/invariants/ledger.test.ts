import { describe, expect, it } from 'vitest';
import { STATUS_GRAPH } from '#orchestrator/domain/status';
import { changed, find, inserted, reasons, without } from './broken-history.ts';
import { DECLARED_MOVES, declaredStates } from './s10-declared-states.ts';
import { settledWithProof } from './s11-settled-with-proof.ts';
import { failedStaysUnpaid } from './s12-failed-stays-unpaid.ts';
import { unknownIsNotFailed } from './s13-unknown-is-not-failed.ts';
import { writeAhead } from './s14-write-ahead.ts';
import { correctHistory } from './test-history.ts';

const happy = correctHistory(['happy']);
const unknown = correctHistory(['unknown']);
const failed = correctHistory(['failed']);
const moved = (state: string) => ({ kind: 'intent-moved', state }) as const;

describe('S10', () => {
  it('holds the graph that the orchestrator declares', () => {
    expect(DECLARED_MOVES).toEqual(STATUS_GRAPH);
  });

  it('fires when a terminal state is left', () => {
    const late = inserted(happy, moved('settled'), 'intent-moved', {
      intent: 0,
      was: 'settled',
      state: 'failed',
    });
    expect(reasons(late, declaredStates)).toEqual([
      'moved from settled to failed, which the graph does not have',
    ]);
  });

  it('fires when a move does not start where the intent is', () => {
    expect(reasons(changed(happy, moved('in_flight'), { was: 'received' }), declaredStates)).toEqual([
      'moved from received to in_flight while it was ready',
    ]);
  });

  it('fires when an attempt is opened after the end', () => {
    const late = inserted(happy, moved('settled'), 'attempt-opened', { intent: 0, attempt: 2 });
    expect(reasons(late, declaredStates)).toEqual(['attempt 2 was opened after settled']);
  });
});

describe('S11', () => {
  const { hash, digest } = happy[find(happy, { kind: 'attempt-resolved' })]!;

  it('fires without a preimage, and with a wrong one', () => {
    const none = changed(happy, { kind: 'attempt-resolved' }, { digest: '' });
    expect(reasons(none, settledWithProof)).toEqual([
      `settled in the ledger without a preimage (hash ${hash})`,
    ]);
    const wrong = digest.replace(/^./, (first) => (first === '0' ? '1' : '0'));
    expect(
      reasons(changed(happy, { kind: 'attempt-resolved' }, { digest: wrong }), settledWithProof),
    ).toEqual([`settled with preimage ${wrong}, which does not hash to ${hash}`]);
  });

  it('fires when no payee was paid', () => {
    expect(reasons(without(happy, { kind: 'invoice-paid' }), settledWithProof)).toEqual([
      `settled in the ledger, but no payee was paid in the world (hash ${hash})`,
    ]);
  });
});

describe('S12', () => {
  const hash = failed[find(failed, { kind: 'payment-begun' })]!.hash;
  const paid = { node: 3, hash, amountMsat: 1_000_000, atMs: 90_000 };

  it('fires when the payee takes the money after the ledger gave up', () => {
    const late = inserted(failed, moved('failed'), 'invoice-paid', paid);
    expect(reasons(late, failedStaysUnpaid)[0]).toMatch(
      /^invoice-paid of 1000000 msat, \d+ ms after the ledger said failed/,
    );
  });

  it('fires when the payee had taken it before', () => {
    const before = inserted(failed, { kind: 'payment-begun' }, 'invoice-paid', paid);
    expect(reasons(before, failedStaysUnpaid)[0]).toBe(
      `failed in the ledger, but paid in the world: payees took 1000000 msat (hash ${hash})`,
    );
  });
});

describe('S13', () => {
  const asFailed = { intent: 0, attempt: 1, node: 0, state: 'failed', cause: 'timeout' };
  const answered = (state: string) => ({ kind: 'call-answered', state }) as const;

  it('fires when a time-out becomes a failure', () => {
    const collapsed = inserted(unknown, answered('unknown'), 'attempt-resolved', asFailed);
    expect(reasons(collapsed, unknownIsNotFailed)).toEqual([
      'attempt 1 on node 0 is failed (timeout) in the ledger, but the only answer was "unknown"; empty look-ups: 0',
    ]);
  });

  it('fires when one empty look-up becomes a failure, and not when several do', () => {
    const empty = changed(unknown, answered('settled'), { state: 'not_found' });
    const once = inserted(empty, answered('not_found'), 'attempt-resolved', asFailed);
    expect(reasons(once, unknownIsNotFailed)[0]).toContain('empty look-ups: 1');
    const twice = inserted(once, answered('unknown'), 'call-answered', {
      intent: 0,
      attempt: 1,
      state: 'not_found',
    });
    expect(reasons(twice, unknownIsNotFailed)).toEqual([]);
  });

  it('fires when a refused resend becomes the failure of the first send', () => {
    const sent = { kind: 'call-sent', state: 'pay' } as const;
    const again = { intent: 0, attempt: 1, request: 9, state: 'pay' };
    const resent = inserted(unknown, answered('unknown'), 'call-sent', again);
    const refused = inserted(resent, { ...sent, request: 9 }, 'call-answered', {
      ...again,
      state: 'rejected',
    });
    const collapsed = inserted(refused, answered('rejected'), 'attempt-resolved', asFailed);
    expect(reasons(collapsed, unknownIsNotFailed)).toHaveLength(1);
  });

  it('fires when the deadline ends an intent in doubt', () => {
    const expired = changed(unknown, moved('in_doubt'), { state: 'expired', cause: 'deadline' });
    expect(reasons(expired, unknownIsNotFailed)).toEqual([
      'moved to expired (deadline) while the end of attempt 1 on node 0 was not known',
    ]);
  });
});

describe('S14', () => {
  it('fires when the payment leaves before its record is durable', () => {
    const { hash } = happy[find(happy, { kind: 'call-sent' })]!;
    expect(reasons(without(happy, { kind: 'attempt-opened' }), writeAhead)).toEqual([
      `pay call 0 of 1000000 msat left for node 0 with no durable record of attempt 1 (hash ${hash})`,
    ]);
  });

  it.each([{ node: 1 }, { amountMsat: 2 }, { limitMsat: 1 }, { hash: 'f'.repeat(64) }])(
    'fires when the call differs from its record in %o',
    (columns) => {
      expect(reasons(changed(happy, { kind: 'call-sent' }, columns), writeAhead)[0]).toContain(
        'differs from its record (node 0, 1000000 msat, limit 5000 msat',
      );
    },
  );
});
