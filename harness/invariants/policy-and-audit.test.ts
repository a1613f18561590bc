import { describe, expect, it } from 'vitest';
import { changed, doubled, find, inserted, judge, reasons, without } from './broken-history.ts';
import { policyBeforeMoney } from './s19-policy-before-money.ts';
import { tierCeiling } from './s20-tier-ceiling.ts';
import { auditComplete } from './s25-audit-complete.ts';
import { auditChain } from './s26-audit-chain.ts';
import { carriedUnchanged } from './s27-carried-unchanged.ts';
import { correctHistory, sha256 } from './test-history.ts';

const happy = correctHistory(['happy']);
const approved = correctHistory(['approved']);
const decided = { kind: 'policy-decided' } as const;
const limit = { kind: 'limit-in-force', tier: 'low' } as const;

describe('S19', () => {
  const dispatched = 'attempt 1 of 1000000 msat was dispatched';

  it('fires without a decision', () => {
    expect(reasons(without(happy, decided), policyBeforeMoney)).toEqual([
      `${dispatched} with no policy decision`,
    ]);
  });

  it.each([
    [{ state: 'deny' }, 'although the decision was "deny"'],
    [{ state: 'review' }, 'under "review" with no approval (never requested)'],
    [{ amountMsat: 999_999 }, 'on a decision for 999999 msat'],
    [{ peer: 2 }, 'to payee 3 on a decision for payee 2'],
    [{ digest: 'd' }, `under policy ${'c'.repeat(64)}, the decision was made under d`],
    [{ feeMsat: 1 }, 'ms after the decision expired'],
  ])('fires on a decision with %o', (columns, why) => {
    expect(reasons(changed(happy, decided, columns), policyBeforeMoney)).toEqual([
      expect.stringContaining(why),
    ]);
  });

  it('fires when the human refused', () => {
    const refused = changed(approved, { kind: 'approval-moved', state: 'given' }, { state: 'refused' });
    expect(reasons(refused, policyBeforeMoney)).toEqual([
      `${dispatched} under "review" with no approval (refused)`,
    ]);
  });
});

describe('S20', () => {
  it('fires on a payment above the limit of its tier', () => {
    expect(reasons(changed(happy, limit, { amountMsat: 999_999 }), tierCeiling)).toEqual([
      'dispatched 1000000 msat, tier low allows 999999 msat per payment',
    ]);
  });

  it('fires when a window holds more than its limit, and not when it has rolled on', () => {
    const two = changed(correctHistory(['happy', 'happy']), limit, { limitMsat: 1_999_999, feeMsat: 60_000 });
    expect(reasons(two, tierCeiling)).toEqual([
      'tenant acme has 2000000 msat out within 60000 ms in tier low, the limit is 1999999 msat',
    ]);
    expect(reasons(changed(two, limit, { feeMsat: 10 }), tierCeiling)).toEqual([]);
  });

  it('does not count what failed', () => {
    const second = changed(correctHistory(['failed', 'happy']), limit, { limitMsat: 1_000_000 });
    expect(reasons(second, tierCeiling)).toEqual([]);
  });

  it('fires on a dispatch without approval, and on an approval used twice', () => {
    const given = { kind: 'approval-moved', state: 'given' } as const;
    expect(reasons(without(approved, given), tierCeiling)).toEqual([
      'tier high needs a human approval, it was requested when 1000000 msat left',
    ]);
    expect(reasons(doubled(approved, given), tierCeiling)).toEqual([
      'approval given by olga while it was given',
    ]);
  });

  it('fires on an approval in the name of somebody who never gave it', () => {
    expect(reasons(without(approved, { kind: 'person-acted' }), tierCeiling)).toEqual([
      'approval in the name of olga, who never gave it',
    ]);
  });

  it('asks for an approval only above the amount from which the tier needs one', () => {
    const unasked = without(approved, { kind: 'approval-moved', state: 'given' });
    const from = (cause: string) =>
      reasons(changed(unasked, { kind: 'limit-in-force', tier: 'high' }, { cause }), tierCeiling);
    expect(from('999999')).toHaveLength(1);
    expect(from('1000000')).toEqual([]);
  });
});

describe('S25', () => {
  it('fires when a record is missing, doubled, or says something else', () => {
    const record = { kind: 'audit-recorded', state: 'dispatch' } as const;
    expect(reasons(without(happy, record), auditComplete)).toEqual([
      '1 time(s) "dispatch of attempt 1" without an audit record',
    ]);
    expect(reasons(doubled(happy, record), auditComplete)).toEqual([
      '1 audit record(s) of "dispatch of attempt 1" that did not happen',
    ]);
    const moved = happy[find(happy, { kind: 'audit-recorded', state: 'state' }, 1)]!;
    const other = changed(
      happy,
      { kind: 'audit-recorded', request: moved.request },
      {
        cause: moved.cause.replace('"ready"', '"declined"'),
      },
    );
    expect(reasons(other, auditComplete)).toEqual([
      '1 time(s) "state received → ready" without an audit record',
      '1 audit record(s) of "state received → declined" that did not happen',
    ]);
  });

  it('fires when a person’s act stands there in another name', () => {
    const record = { kind: 'audit-recorded', state: 'approval' } as const;
    const { request } = approved[find(approved, record)]!;
    expect(reasons(changed(approved, record, { actor: 'engine' }), auditComplete)).toEqual([
      `audit record ${request} (approval) names engine, it was olga`,
    ]);
  });

  it('fires when an approval is said to follow on another state of it', () => {
    const record = { kind: 'audit-recorded', state: 'approval' } as const;
    const { cause } = approved[find(approved, record)]!;
    const other = changed(approved, record, { cause: cause.replace('"requested"', '"given"') });
    expect(reasons(other, auditComplete)).toEqual([
      '1 time(s) "approval requested → given" without an audit record',
      '1 audit record(s) of "approval given → given" that did not happen',
    ]);
  });

  it('reads records with escaped text', () => {
    const record = { kind: 'audit-recorded', state: 'decision' } as const;
    const { cause } = happy[find(happy, record)]!;
    const quoted = changed(happy, record, { cause: cause.replace('"engine"', '"\\"decision\\",\\"x\\""') });
    expect(reasons(quoted, auditComplete)).toEqual([]);
  });
});

describe('S26', () => {
  const third = { kind: 'audit-recorded', request: 3 } as const;

  it('fires when a record is cut out', () => {
    expect(reasons(without(happy, third), auditChain)).toEqual(['audit record 4 follows record 2']);
  });

  it('fires when a byte of a record is flipped', () => {
    const { cause, digest } = happy[find(happy, third)]!;
    const forged = cause.replace('received', 'Received');
    expect(reasons(changed(happy, third, { cause: forged }), auditChain)).toEqual([
      `audit record 3 has hash ${digest}, its text hashes to ${sha256(forged)}`,
    ]);
  });

  it('fires when the hash is made again for the changed text', () => {
    const { cause } = happy[find(happy, third)]!;
    const forged = cause.replace('received', 'Received');
    const redone = changed(happy, third, { cause: forged, digest: sha256(forged) });
    expect(reasons(redone, auditChain)[0]).toMatch(/^audit record 4 names [0-9a-f]{64} as the hash before/);
  });

  it('fires when the text does not hold its own number', () => {
    const { cause } = happy[find(happy, third)]!;
    const text = cause.replace('audit-v1",3,', 'audit-v1",33,');
    expect(reasons(changed(happy, third, { cause: text }), auditChain)[0]).toContain(
      'the text of audit record 3 does not begin with its number',
    );
  });
});

describe('S27', () => {
  it.each(['attempt-opened', 'call-sent'] as const)('fires when %s carries something else', (kind) => {
    expect(reasons(changed(happy, { kind }, { digest: 'x' }), carriedUnchanged)[0]).toContain(
      `${kind} of attempt 1 has content digest x`,
    );
    expect(reasons(changed(happy, { kind }, { amountMsat: 1 }), carriedUnchanged)).toEqual([
      `${kind} of attempt 1 has 1 msat, the intent 1000000 msat`,
    ]);
  });

  it('fires when the intent is not what was asked', () => {
    expect(reasons(changed(happy, { kind: 'intent-received' }, { peer: 2 }), carriedUnchanged)[0]).toContain(
      'is not what any request under key key-0 asked',
    );
  });
});

describe('the checker', () => {
  it('keeps twenty violations of an invariant and counts all', () => {
    let events = happy;
    for (let n = 0; n < 25; n++)
      events = inserted(events, { kind: 'call-sent' }, 'call-sent', { intent: -1, state: 'pay', request: n });
    const { violations, counted } = judge(events);
    expect(violations.filter(({ invariant }) => invariant === 'S14')).toHaveLength(20);
    expect(counted.S14).toBe(25);
  });
});
