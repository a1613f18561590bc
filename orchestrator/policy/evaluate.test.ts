import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentId, CorridorId, PrincipalId, TenantId } from '../domain/ids.ts';
import type { AutonomyTier } from '../domain/intent.ts';
import { type Msat, msat } from '../domain/money.ts';
import type { PolicyQuestion } from './decision.ts';
import { createPolicyEngine } from './evaluate.ts';
import { loadOrThrow, SAMPLE_POLICY, sampleQuestion } from './sample.fixture.ts';
import { SpendWindows } from './windows.ts';

function engineFor(text = SAMPLE_POLICY) {
  const policy = loadOrThrow(text);
  return { policy, engine: createPolicyEngine(policy, new SpendWindows(policy)) };
}

const medium = { tier: 'medium', feeCapMsat: msat(2_000n) } as const;

describe('createPolicyEngine', () => {
  it('allows a payment within all limits, with the version and the rules', () => {
    const { engine, policy } = engineFor();
    expect(engine.decide(sampleQuestion())).toEqual({
      effect: 'allow',
      policyVersion: 'sample-1',
      policyHash: policy.contentHash,
      rules: ['tier.low.allow', 'corridor.us-mx.allow'],
      why: 'Allowed: within the limits of tier low and of corridor us-mx.',
      decidedAtMs: 20_000,
      // The grant that the payment names ends before the decision's time to live does.
      validUntilMs: 60_000,
      amountMsat: 1_000_000n,
      payee: 'carol',
    });
    expect(engine.decide(sampleQuestion({ delegation: '' })).validUntilMs).toBe(80_000);
  });

  it.each<[string, Partial<PolicyQuestion>]>([
    ['policy.not-yet-effective', { nowMs: 999 }],
    ['tenant.unknown', { tenant: 'zulu' as TenantId }],
    ['corridor.unknown', { corridor: 'zulu' as CorridorId }],
    ['corridor.closed.tenant', { corridor: 'closed' as CorridorId, tier: 'high' }],
    ['corridor.us-mx.jurisdiction', { tenant: 'bravo' as TenantId }],
    ['corridor.closed.tier', { corridor: 'closed' as CorridorId, tenant: 'bravo' as TenantId }],
    ['corridor.us-mx.counterparty-denied', { payee: 'mallory' }],
    ['corridor.closed.counterparty-not-allowed', { corridor: 'closed' as CorridorId, payee: 'dave' }],
    ['corridor.us-mx.fee-ppm', { feeCapMsat: msat(5_001n) }],
    ['tier.low.per-payment', { amountMsat: msat(1_000_001n) }],
    ['tier.medium.delegation.unknown', { ...medium, delegation: 'none' }],
    ['tier.medium.delegation.other-principal', { ...medium, principal: 'bob' as PrincipalId }],
    ['tier.medium.known-counterparty', { ...medium, payee: 'dave' }],
    ['tier.medium.fee-ppm', { ...medium, amountMsat: msat(3_000_000n), feeCapMsat: msat(6_001n) }],
    ['fail-closed', { nowMs: Number.NaN }],
    ['fail-closed', { tier: 'toString' as AutonomyTier }],
    ['fail-closed', { amountMsat: 0n as Msat }],
    ['fail-closed', { feeCapMsat: -1n as Msat }],
    ['fail-closed', { amountMsat: 1000 as unknown as Msat }],
  ])('denies by %s', (rule, changes) => {
    const decision = engineFor().engine.decide(sampleQuestion(changes));
    expect(decision.effect).toBe('deny');
    expect(decision.rules).toContain(rule);
    expect(decision.why).toMatch(/^Denied: [^\n]+\.$/);
  });

  it('accepts each limit itself', () => {
    const { engine } = engineFor();
    const allowed = (changes: Partial<PolicyQuestion>) => engine.decide(sampleQuestion(changes)).effect;
    expect(allowed({ feeCapMsat: msat(5_000n) })).toBe('allow');
    // 5 sat are exempt, whatever the ppm; one msat more is not.
    expect(allowed({ amountMsat: msat(1_000n), feeCapMsat: msat(5_000n) })).toBe('allow');
    expect(allowed({ amountMsat: msat(1_000n), feeCapMsat: msat(5_001n) })).toBe('deny');
    expect(allowed({ ...medium, amountMsat: msat(5_000_000n) })).toBe('allow');
    expect(allowed({ nowMs: 1000 })).toBe('allow');
  });

  it('asks a human above the limit of medium and always in high; a denial beats that', () => {
    const { engine } = engineFor();
    const review = engine.decide(sampleQuestion({ ...medium, amountMsat: msat(5_000_001n) }));
    expect(review).toMatchObject({ effect: 'review', rules: ['tier.medium.approval'] });
    expect(review.why).toMatch(/^A human must approve: .*5000000 msat\.$/);
    expect(engine.decide(sampleQuestion({ tier: 'high', amountMsat: msat(1_000n) })).effect).toBe('review');
    const denied = engine.decide(sampleQuestion({ ...medium, amountMsat: msat(5_000_001n), payee: 'dave' }));
    expect(denied).toMatchObject({
      effect: 'deny',
      rules: ['tier.medium.known-counterparty', 'tier.medium.approval'],
    });
    expect(denied.why).not.toMatch(/approval/);
  });

  it('stops everything with the kill switch', () => {
    const { engine } = engineFor(SAMPLE_POLICY.replace('killSwitch: off', 'killSwitch: on'));
    expect(engine.decide(sampleQuestion())).toMatchObject({ effect: 'deny', rules: ['policy.kill-switch'] });
  });

  it('denies when something inside breaks', () => {
    const policy = loadOrThrow(SAMPLE_POLICY);
    const windows = new SpendWindows(policy);
    windows.ofAgent = () => {
      throw new Error('store away');
    };
    const decision = createPolicyEngine(policy, windows).decide(sampleQuestion());
    expect(decision).toMatchObject({ effect: 'deny', rules: ['fail-closed'] });
    expect(decision.why).toMatch(/store away/);
  });

  it('holds agent and tenant to their windows, each tier by itself', () => {
    const { engine } = engineFor();
    const pay = (changes: Partial<PolicyQuestion>) => {
      const question = sampleQuestion(changes);
      const decision = engine.decide(question);
      if (decision.effect === 'allow') engine.reserve(question);
      return decision.effect === 'allow' ? 'allow' : decision.rules.join();
    };
    for (let i = 0; i < 3; i++) expect(pay({ nowMs: 20_000 + i })).toBe('allow');
    expect(pay({ nowMs: 20_003 })).toBe('tier.low.window.agent.amount');
    expect(pay({ nowMs: 20_003, ...medium })).toBe('allow');
    expect(pay({ nowMs: 20_003, amountMsat: msat(1n), agent: 'bot2' as AgentId })).toBe('allow');
    for (let i = 0; i < 2; i++)
      expect(pay({ nowMs: 20_004, amountMsat: msat(999_999n), agent: 'bot2' as AgentId })).toBe('allow');
    expect(pay({ nowMs: 20_005, amountMsat: msat(2n), agent: 'bot3' as AgentId })).toBe(
      'tier.low.window.tenant.amount,tier.low.window.tenant.count',
    );
    // The first payment leaves the window after exactly ten seconds.
    expect(pay({ nowMs: 29_999, amountMsat: msat(2n) })).not.toBe('allow');
    expect(pay({ nowMs: 30_000, amountMsat: msat(2n) })).toBe('allow');
  });

  it('counts payments as well as amounts, and forgets what is released', () => {
    const { engine } = engineFor();
    const question = sampleQuestion({ amountMsat: msat(1n), feeCapMsat: msat(0n) });
    for (let i = 0; i < 4; i++) engine.reserve(question);
    expect(engine.decide(question).rules).toEqual(['tier.low.window.agent.count']);
    engine.release(question);
    expect(engine.decide(question).effect).toBe('allow');
    expect(() => engine.release(sampleQuestion({ agent: 'stranger' as AgentId }))).toThrow(/never reserved/);
  });

  it('never lets an agent or a tenant spend more than its window, whatever the arrivals', () => {
    const arrivals = fc.array(
      fc.record({
        gapMs: fc.nat(3000),
        agent: fc.constantFrom('a', 'b', 'c'),
        amount: fc.integer({ min: 1, max: 1000 }),
      }),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(arrivals, (run) => {
        const { engine } = engineFor();
        const spent: { atMs: number; agent: string; amountMsat: bigint }[] = [];
        let nowMs = 20_000;
        for (const { gapMs, agent, amount } of run) {
          nowMs += gapMs;
          const amountMsat = msat(BigInt(amount) * 1000n);
          const question = sampleQuestion({
            nowMs,
            agent: agent as AgentId,
            amountMsat,
            feeCapMsat: msat(0n),
          });
          if (engine.decide(question).effect !== 'allow') continue;
          engine.reserve(question);
          spent.push({ atMs: nowMs, agent, amountMsat });
          const recent = spent.filter((p) => p.atMs > nowMs - 10_000);
          const own = recent.filter((p) => p.agent === agent);
          const sum = (list: typeof recent) => list.reduce((total, p) => total + p.amountMsat, 0n);
          expect(sum(own) <= 3_000_000n && own.length <= 4).toBe(true);
          expect(sum(recent) <= 5_000_000n && recent.length <= 6).toBe(true);
        }
      }),
    );
  });
});
