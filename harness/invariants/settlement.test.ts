import { describe, expect, it } from 'vitest';
import { changed, doubled, find, inserted, reasons } from './broken-history.ts';
import { noDoubleSettlement } from './s01-no-double-settlement.ts';
import { onePaymentAtATime } from './s02-one-payment-at-a-time.ts';
import { fallbackAfterFailure } from './s03-fallback-after-failure.ts';
import { feeCap } from './s04-fee-cap.ts';
import { correctHistory } from './test-history.ts';

const happy = correctHistory(['happy']);
const fallback = correctHistory(['fallback']);
const hash = happy[find(happy, { kind: 'invoice-paid' })]!.hash;

describe('S01', () => {
  it('fires when two payers settle the same hash', () => {
    const twice = doubled(happy, { kind: 'payment-ended', state: 'settled' }, { node: 1 });
    expect(reasons(twice, noDoubleSettlement)).toEqual([
      `2 payments of one hash settled, the last through node 1: 2000000 msat in all (hash ${hash})`,
    ]);
  });

  it('fires when payees take more than the amount', () => {
    const twice = doubled(happy, { kind: 'invoice-paid' }, { amountMsat: 1 });
    expect(reasons(twice, noDoubleSettlement)).toEqual([
      `payees took 1000001 msat for an intent of 1000000 msat (hash ${hash})`,
    ]);
  });
});

describe('S02', () => {
  it('fires when a second node begins while the first has not ended', () => {
    const both = doubled(happy, { kind: 'payment-begun' }, { node: 1 });
    expect(reasons(both, onePaymentAtATime)).toEqual([
      `node 1 began a payment of 1000000 msat while one begun on node 0 was not ended: 2 open at once (hash ${hash})`,
    ]);
  });
});

describe('S03', () => {
  const second = { attempt: 2, node: 1, hash, intent: 0, state: 'pay' };

  it('fires when the fallback leaves while the primary is open', () => {
    const early = inserted(happy, { kind: 'payment-begun' }, 'call-sent', second);
    expect(reasons(early, fallbackAfterFailure)).toEqual([
      `attempt 2 left for node 1 while attempt 1 on node 0 was open in the world (hash ${hash})`,
    ]);
  });

  it('fires when the primary begins after the fallback has left', () => {
    const late = inserted(happy, { kind: 'call-sent' }, 'call-sent', second);
    expect(reasons(late, fallbackAfterFailure)).toEqual([
      `attempt 1 began on node 0 after attempt 2 had been dispatched to node 1 (hash ${hash})`,
    ]);
  });

  it('fires when the primary had settled', () => {
    const settled = changed(fallback, { kind: 'payment-ended' }, { state: 'settled' });
    expect(reasons(settled, fallbackAfterFailure)[0]).toContain('attempt 1 on node 0 was settled');
  });

  it('is silent when the same attempt is sent again to the same node', () => {
    const resent = doubled(happy, { kind: 'call-sent', state: 'pay' }, { request: 77 });
    expect(reasons(resent, fallbackAfterFailure)).toEqual([]);
  });
});

describe('S04', () => {
  it('fires when more fees are paid than the cap', () => {
    const dear = changed(happy, { kind: 'payment-ended' }, { feeMsat: 5_001 });
    expect(reasons(dear, feeCap)).toEqual(['paid 5001 msat of fees, the cap of the intent is 5000 msat']);
  });

  it.each(['attempt-opened', 'call-sent'] as const)('fires on a limit above the cap in %s', (kind) => {
    const loose = changed(happy, { kind }, { limitMsat: 5_001 });
    expect(reasons(loose, feeCap)).toEqual([
      `attempt 1 carries a fee limit of 5001 msat, 5000 msat of the cap of 5000 msat are left (${kind})`,
    ]);
  });

  it('counts what an earlier payment of the intent cost', () => {
    const paidBefore = changed(fallback, { kind: 'payment-ended' }, { state: 'settled', feeMsat: 400 });
    expect(reasons(paidBefore, feeCap)).toContain(
      'attempt 2 carries a fee limit of 5000 msat, 4600 msat of the cap of 5000 msat are left (call-sent)',
    );
  });
  it('takes a resend to the same node for the same authority, but not a larger or another one', () => {
    const sent = happy[find(happy, { kind: 'call-sent', state: 'pay' })]!;
    const again = (columns: Partial<typeof sent>) => {
      const { kind: _kind, seq: _seq, atMs: _atMs, ...same } = sent;
      const settled = changed(happy, { kind: 'payment-ended' }, { feeMsat: 400 });
      return inserted(settled, { kind: 'payment-ended' }, 'call-sent', { ...same, ...columns });
    };
    expect(reasons(again({}), feeCap)).toEqual([]);
    expect(reasons(again({ limitMsat: sent.limitMsat + 1 }), feeCap)[0]).toContain('4600 msat of the cap');
    expect(reasons(again({ node: sent.node + 1 }), feeCap)[0]).toContain('4600 msat of the cap');
    expect(reasons(again({ attempt: 2 }), feeCap)[0]).toContain('4600 msat of the cap');
  });
});
