import { describe, expect, it } from 'vitest';
import type { Context } from './context.ts';
import { holdOf, type PolicyInForce } from './dispatch-gate.ts';
import type { Digest, NodeName } from './ids.ts';
import {
  DEADLINE_MS,
  decisionOf,
  EXPIRY_MS,
  IN_DOUBT,
  notFound,
  play,
  RULES,
  SUBMITTED,
  sampleIntent,
} from './sample.fixture.ts';

const inForce = (policyHash: string, killSwitch: 'on' | 'off' = 'off'): PolicyInForce => ({
  policyHash: policyHash as Digest,
  killSwitch,
});
const NOW = inForce('p1');
const STOPPED: Partial<Context> = { inForce: () => inForce('p1', 'on') };
const AWAY: Partial<Context> = { inForce: () => null };
const REVIEW: Partial<Context> = { decidePolicy: () => decisionOf('review', 0) };
const NO_ROUTE: Partial<Context> = { chooseRoute: () => ({ node: null, why: 'none' }) };

describe('holdOf', () => {
  const intent = sampleIntent();
  const decision = decisionOf('allow', 0);
  const allowed = { intent, decision, approvalGiven: false };

  it('lets through what is allowed now, to the last moment of it', () => {
    expect(holdOf(allowed, NOW, 0)).toBeNull();
    expect(holdOf(allowed, NOW, DEADLINE_MS - 1)).toBeNull();
    expect(holdOf({ ...allowed, decision: decisionOf('review', 0), approvalGiven: true }, NOW, 0)).toBeNull();
  });

  it.each([
    ['deadline', allowed, NOW, DEADLINE_MS],
    ['invoice_expired', { ...allowed, intent: { ...intent, deadlineMs: 90_000 } }, NOW, EXPIRY_MS],
    ['policy_unavailable', allowed, null, 0],
    ['kill_switch', allowed, inForce('p1', 'on'), 0],
    ['decision_expired', { ...allowed, decision: null }, NOW, 0],
    ['decision_expired', { ...allowed, decision: decisionOf('allow', 0, 5) }, NOW, 6],
    ['policy_changed', allowed, inForce('p2'), 0],
    ['approval_missing', { ...allowed, decision: decisionOf('review', 0) }, NOW, 0],
  ] as const)('says %s', (hold, permission, policy, nowMs) => {
    expect(holdOf(permission, policy, nowMs)).toBe(hold);
  });
});

describe('decide, when a payment must not leave', () => {
  it('waits for the kill switch and for the policy engine, and goes on by itself (S21, S22)', () => {
    for (const away of [STOPPED, AWAY]) {
      const { last, state } = play([0, SUBMITTED, away]);
      expect([state.status, state.attempts.length]).toEqual(['ready', 0]);
      expect(last.effects).toEqual([{ type: 'wake', atMs: RULES.lookupFirstMs }]);
      expect(play([0, SUBMITTED, away], [100, { type: 'due' }]).state.status).toBe('in_flight');
      expect(play([0, SUBMITTED, away], [DEADLINE_MS, { type: 'due' }, away]).state.status).toBe('expired');
    }
  });

  it('decides again when another policy is in force: what it allows leaves under it, what it denies does not (S19)', () => {
    const other = (effect: 'allow' | 'review' | 'deny'): Partial<Context> => ({
      inForce: () => inForce('p2'),
      decidePolicy: () => ({ ...decisionOf(effect, 9), policyHash: 'p2' as Digest }),
    });
    const again = (effect: 'allow' | 'review' | 'deny') =>
      play([0, SUBMITTED, NO_ROUTE], [9, { type: 'due' }, other(effect)]).state;
    expect(again('allow').attempts[0]?.record.policyHash).toBe('p2');
    expect(again('deny').status).toBe('declined');
    expect(again('review').status).toBe('declined');
    const approved = play(
      [0, SUBMITTED, REVIEW],
      [5, { type: 'approved', approver: 'ann' }, other('review')],
    ).state;
    expect([approved.status, approved.attempts[0]?.record.policyHash]).toEqual(['in_flight', 'p2']);
  });

  it('sends nothing again under a switch, or under a decision that is not in force any more', () => {
    const twice = [[3000, notFound('a.1')]] as const;
    const resent = (changes: Partial<Context>) =>
      play(...IN_DOUBT, ...twice, [
        4500,
        notFound('a.1'),
        { resendSafe: () => true, ...changes },
      ]).last.events.some(({ type }) => type === 'attempt_resent');
    expect(resent({})).toBe(true);
    for (const changes of [STOPPED, AWAY, { inForce: () => inForce('p2') }])
      expect(resent(changes)).toBe(false);
  });
});

describe('decide: approvals', () => {
  const approve = (approver: string) => ({ type: 'approved', approver }) as const;
  const refuse = { type: 'refused', approver: 'ann' } as const;

  it('opens nothing after its time, also when the alarm has not rung yet (L10)', () => {
    const { state } = play([0, SUBMITTED, REVIEW], [RULES.approvalTtlMs, approve('ann')]);
    expect([state.status, state.attempts.length]).toEqual(['expired', 0]);
    expect(play([0, SUBMITTED, REVIEW], [RULES.approvalTtlMs - 1, approve('ann')]).state.status).toBe(
      'in_flight',
    );
  });

  it('counts once, whoever gives it again (S20)', () => {
    const { state, last } = play([0, SUBMITTED, REVIEW], [5, approve('ann')], [5, approve('ben')]);
    expect(last.events).toEqual([]);
    expect(state.attempts).toHaveLength(1);
  });

  it('ends a payment that has not left when it is taken back', () => {
    const waiting = [
      [0, SUBMITTED, REVIEW],
      [5, approve('ann'), NO_ROUTE],
    ] as const;
    const { state } = play(...waiting, [6, refuse]);
    expect([state.status, state.approvalGiven]).toEqual(['declined', false]);
  });

  it('lets what is out take its course when it is taken back, but sends nothing more', () => {
    const { state, drafts } = play(
      [0, SUBMITTED, REVIEW],
      [5, approve('ann')],
      [6, refuse],
      [
        9,
        {
          type: 'answered',
          attemptNo: 1,
          answer: { kind: 'failed', reason: 'no_route', epoch: '', record: '1' },
          via: 'pay',
        },
      ],
      [9_000, { type: 'due' }, { chooseRoute: () => ({ node: 'b' as NodeName, epoch: '', why: 'x' }) }],
    );
    expect(drafts[2]!.state.status).toBe('in_flight');
    expect([state.status, state.attempts.length]).toEqual(['declined', 1]);
  });

  it('needs something to take back: a refusal of what no person was asked about changes nothing', () => {
    expect(play([0, SUBMITTED], [5, refuse]).last.events).toEqual([]);
  });
});
