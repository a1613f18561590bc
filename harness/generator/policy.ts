import fc from 'fast-check';

export interface PolicyGenes {
  readonly attemptsMax: number;
  readonly attemptWindowMs: number;
  /** How much longer an answer is waited for than the node may try. */
  readonly patienceMs: number;
  readonly backoffFirstMs: number;
  readonly partsMax: number;
  readonly breakerOpensAfter: number;
  readonly inDoubtAfterMs: number;
  readonly perPaymentMaxSat: number;
  readonly windowMaxCount: number;
  /** Above this share of the limit of its tier a payment of tier high needs a human, percent. */
  readonly approvalPct: number;
  /** With which payer the first corridor begins; the second begins with the next one. */
  readonly firstPayer: number;
}

/**
 * Around the shipped pilot policy: each limit is sometimes tight enough to bite, and sometimes wide. What L02 takes for
 * granted is not drawn: a policy that forbids the fallback, keeps a floor of liquidity on small channels or allows
 * fewer attempts than there are payers leaves payments unpaid that could be paid, and is right to.
 */
export const policyGenes: fc.Arbitrary<PolicyGenes> = fc.record({
  attemptsMax: fc.integer({ min: 3, max: 5 }),
  attemptWindowMs: fc.constantFrom(4_000, 6_000),
  patienceMs: fc.constantFrom(0, 500, 2_000),
  backoffFirstMs: fc.constantFrom(50, 200, 1_000),
  partsMax: fc.constantFrom(1, 4, 8),
  breakerOpensAfter: fc.constantFrom(2, 5, 50),
  inDoubtAfterMs: fc.constantFrom(4_000, 8_000),
  perPaymentMaxSat: fc.constantFrom(50_000, 200_000, 200_000),
  windowMaxCount: fc.constantFrom(20, 1_000, 1_000),
  approvalPct: fc.constantFrom(0, 10, 90),
  firstPayer: fc.nat(3),
});

/** Tenants, agents and corridors that the generated workload uses. */
export const TENANTS = [
  {
    name: 'acme',
    jurisdiction: 'US',
    agent: 'payout-bot',
    principal: 'Acme Inc',
    delegation: 'acme-payouts',
  },
  {
    name: 'blitz',
    jurisdiction: 'EU',
    agent: 'payout-bot',
    principal: 'Blitz AG',
    delegation: 'blitz-payouts',
  },
] as const;
export const CORRIDORS = ['us-mx', 'eu-ke'] as const;

/** A policy document over these payers. JSON, which is YAML too: each trial compiles its own. */
export function policyTextOf(genes: PolicyGenes, payers: readonly string[]): string {
  const highest = genes.perPaymentMaxSat * 4;
  const tier = (perPaymentMaxSat: number, approval: 'never' | { aboveSat: number }) => ({
    perPaymentMaxSat,
    window: {
      seconds: 60,
      agent: { maxSat: perPaymentMaxSat * 100, maxCount: genes.windowMaxCount },
      tenant: { maxSat: perPaymentMaxSat * 100, maxCount: genes.windowMaxCount * 2 },
    },
    approval,
    checks: { delegation: true },
  });
  return JSON.stringify({
    version: 'generated-1',
    decisionTtlMs: 60_000,
    approvalTtlMs: 60_000,
    tenants: TENANTS.map(({ name, jurisdiction }) => ({ id: name, jurisdiction })),
    tiers: {
      low: tier(genes.perPaymentMaxSat, 'never'),
      medium: tier(genes.perPaymentMaxSat * 2, 'never'),
      high: tier(highest, { aboveSat: Math.floor((highest / 100) * genes.approvalPct) }),
    },
    corridors: CORRIDORS.map((id, at) => ({
      id,
      nodes: payers.map((_, which) => payers[(which + genes.firstPayer + at) % payers.length]),
      maxFeePpm: 10_000,
      feeExemptSat: 10,
      liquidityFloorSat: 0,
    })),
    delegations: TENANTS.map(({ name, agent, principal, delegation }) => ({
      id: delegation,
      tenant: name,
      agent,
      principal,
      tiers: ['low', 'medium', 'high'],
    })),
    retry: {
      attemptsMax: Math.max(genes.attemptsMax, payers.length),
      backoffMs: { first: genes.backoffFirstMs, factor: 2, max: 3_000 },
      attemptWindowMs: genes.attemptWindowMs,
      callTimeoutMs: genes.attemptWindowMs + genes.patienceMs,
      partsMax: genes.partsMax,
      cltvLimitBlocks: 1_008,
    },
    fallback: { allowed: true, after: 'definitive' },
    routing: { breakerOpensAfter: genes.breakerOpensAfter, breakerCoolDownMs: 3_000 },
    exceptions: { inDoubtAfterMs: genes.inDoubtAfterMs },
  });
}
