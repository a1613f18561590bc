import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '#reports/evidence/history';
import { changed, find, inserted, reasons, without } from './broken-history.ts';
import { conservation } from './s15-conservation.ts';
import { ledgerEqualsWorld } from './s16-ledger-equals-world.ts';
import { callbacksAreHints } from './s23-callbacks-are-hints.ts';
import { correctHistory } from './test-history.ts';

const happy = correctHistory(['happy']);
const unknown = correctHistory(['unknown']);
const failed = correctHistory(['failed']);
const hash = happy[find(happy, { kind: 'payment-begun' })]!.hash;

/** A balance seen at the end, moved by some msat. */
function shifted(events: readonly HistoryEvent[], node: number, byMsat: number): HistoryEvent[] {
  const end = { kind: 'balance-seen', node, state: 'end' } as const;
  return changed(events, end, { amountMsat: events[find(events, end)]!.amountMsat + byMsat });
}

describe('S15', () => {
  it('fires on a single msat that a payer lost', () => {
    expect(reasons(shifted(happy, 0, -1), conservation)).toEqual([
      'node 0 went from 1000000000000 to 999998998799 msat; its payments explain -1001200, so 1 msat are missing (0 msat are still out)',
      'all balances together changed by -1 msat over 4 nodes (0 channels force-closed)',
    ]);
  });

  it('fires when a fee went to nobody', () => {
    expect(reasons(shifted(happy, 2, -1_200), conservation)).toEqual([
      'all balances together changed by -1200 msat over 4 nodes (0 channels force-closed)',
    ]);
  });

  it('fires when payer and payee do not agree on the amount', () => {
    expect(
      reasons(changed(happy, { kind: 'invoice-paid' }, { amountMsat: 999_999 }), conservation),
    ).toContain(`payers paid 1000000 msat, payees took 999999 msat (hash ${hash})`);
  });

  it('counts what others moved', () => {
    const moved = inserted(happy, { kind: 'payment-begun' }, 'liquidity-moved', {
      node: 0,
      peer: 1,
      amountMsat: 500,
    });
    expect(reasons(moved, conservation)).toEqual([
      'node 1 went from 1000000000000 to 1000000000000 msat; its payments explain 500, so 500 msat are missing (0 msat are still out)',
    ]);
    expect(reasons(shifted(shifted(moved, 0, -500), 1, 500), conservation)).toEqual([]);
  });

  it('allows a payment that is still out to be settled on one side only', () => {
    const out = without(happy, { kind: 'payment-ended' });
    const upstream = shifted(shifted(out, 0, 1_001_200), 2, -1_001_200);
    expect(reasons(upstream, conservation)).toEqual([]);
  });
});

describe('S16', () => {
  it('fires when the ledger lost a settled payment', () => {
    expect(
      reasons(changed(happy, { kind: 'attempt-resolved' }, { state: 'failed' }), ledgerEqualsWorld),
    ).toEqual([
      'node 0 settled 1000000 msat (fee 1200 msat), in the ledger the attempt is failed, the intent settled',
    ]);
  });

  it('fires on another fee, and not on one that the node did not tell', () => {
    const resolved = { kind: 'attempt-resolved' } as const;
    expect(reasons(changed(happy, resolved, { feeMsat: 1_199 }), ledgerEqualsWorld)).toEqual([
      'node 0 settled 1000000 msat with a fee of 1200 msat, the ledger says 1000000 msat and 1199 msat',
    ]);
    expect(reasons(changed(happy, resolved, { feeMsat: -1 }), ledgerEqualsWorld)).toEqual([]);
  });

  it('fires on a payment that the ledger does not know', () => {
    const stranger = changed(happy, { kind: 'node-truth' }, { node: 1 });
    expect(reasons(stranger, ledgerEqualsWorld)[0]).toBe(
      `node 1 records a payment of 1000000 msat as settled, the ledger has no attempt through it (hash ${hash})`,
    );
  });

  it('fires when the ledger settled what no node did', () => {
    const invented = changed(failed, { kind: 'attempt-resolved' }, { state: 'settled' });
    expect(reasons(invented, ledgerEqualsWorld)).toEqual([
      'failed at node 0, settled in the ledger',
      expect.stringContaining('attempt 1 is settled in the ledger, node 0 has no settled payment of it'),
    ]);
  });

  it('takes the word of a payee that was paid by a node that died before it knew', () => {
    const out = without(changed(happy, { kind: 'node-truth' }, { state: 'in_flight' }), {
      kind: 'payment-ended',
    });
    expect(reasons(out, ledgerEqualsWorld)).toEqual([]);
    expect(reasons(without(out, { kind: 'invoice-paid' }), ledgerEqualsWorld)).toHaveLength(1);
  });

  it('excuses an open attempt only while a person knows of it', () => {
    const stuck = correctHistory(['stuck']);
    const settled = changed(stuck, { kind: 'node-truth' }, { state: 'settled' });
    expect(reasons(settled, ledgerEqualsWorld)).toEqual([]);
    expect(reasons(without(settled, { kind: 'exception-moved' }), ledgerEqualsWorld)).toEqual([
      'node 0 settled 1000000 msat (fee 0 msat), in the ledger the attempt is open and in no queue, the intent in_doubt',
    ]);
  });
});

describe('S23', () => {
  it('fires when a forged callback is believed', () => {
    const believed = inserted(unknown, { kind: 'callback-delivered', cause: 'forged' }, 'attempt-resolved', {
      intent: 0,
      attempt: 1,
      node: 0,
      hash: unknown[find(unknown, { kind: 'payment-begun' })]!.hash,
      state: 'failed',
    });
    expect(reasons(believed, callbacksAreHints)).toEqual([
      'attempt 1 became failed after a callback said failed (forged); no node answer says so',
      'attempt 1 became settled in the ledger after it had been failed',
    ]);
  });

  it('fires when ledger and world end differently', () => {
    const wrong = changed(happy, { kind: 'intent-moved', state: 'settled' }, { state: 'failed' });
    expect(reasons(wrong, callbacksAreHints)).toEqual([
      `the last callback said settled (duplicate); the ledger ended failed, payments settled in the world: 1, payees took 1000000 msat (hash ${hash})`,
    ]);
  });
});
