import { describe, expect, it } from 'vitest';
import type { PolicyDecision, PolicyEngine, PolicyInForce } from '../policy/decision.ts';
import { createPolicyEngine } from '../policy/evaluate.ts';
import { loadOrThrow, SAMPLE_POLICY, sampleQuestion } from '../policy/sample.fixture.ts';
import { SpendWindows } from '../policy/windows.ts';
import { FailClosedPolicy } from './fail-closed.ts';

const policy = loadOrThrow(SAMPLE_POLICY);
const real = createPolicyEngine(policy, new SpendWindows(policy));
const answering = (part: Partial<PolicyEngine>) =>
  new FailClosedPolicy({
    decide: part.decide ?? ((question) => real.decide(question)),
    reserve: () => {},
    release: () => {},
    inForce: part.inForce ?? (() => real.inForce()),
  });

describe('whatever the policy engine says that is no answer', () => {
  it('leaves a well-formed answer as it is', () => {
    expect(answering({}).decide(sampleQuestion())).toEqual(real.decide(sampleQuestion()));
    expect(answering({}).inForce()).toEqual({ policyHash: policy.contentHash, killSwitch: 'off' });
  });

  it.each<[string, Partial<PolicyDecision> | null]>([
    ['an effect', { effect: 'ALLOW' as PolicyDecision['effect'] }],
    ['a hash', { policyHash: '' as PolicyDecision['policyHash'] }],
    ['rules', { rules: undefined as unknown as [] }],
    ['a time', { validUntilMs: Number.NaN }],
    ['another amount', { amountMsat: 7n as PolicyDecision['amountMsat'] }],
    ['another payee', { payee: 'mallory' }],
    ['nothing', null],
  ])('is denied: %s', (_what, wrong) => {
    const decision = answering({
      decide: (question) => (wrong === null ? (null as never) : { ...real.decide(question), ...wrong }),
    }).decide(sampleQuestion());
    expect(decision).toMatchObject({ effect: 'deny', rules: ['fail-closed'], amountMsat: 1_000_000n });
    expect(decision.why).toMatch(/^Denied: the policy engine could not be used \(.+\)\.$/);
  });

  it('is denied, and "cannot say", when it fails', () => {
    const broken = answering({
      decide: () => {
        throw new Error('connection refused');
      },
      inForce: () => {
        throw new Error('connection refused');
      },
    });
    expect(broken.decide(sampleQuestion()).why).toContain('connection refused');
    expect(broken.inForce()).toBeNull();
  });

  it.each([null, { policyHash: undefined, killSwitch: 'off' }, { policyHash: 'p', killSwitch: 'maybe' }])(
    'cannot say what is in force: %j',
    (said) => {
      expect(answering({ inForce: () => said as PolicyInForce | null }).inForce()).toBeNull();
    },
  );
});
