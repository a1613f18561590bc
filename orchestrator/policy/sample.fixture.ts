import type { AgentId, CorridorId, PrincipalId, TenantId } from '../domain/ids.ts';
import { msat } from '../domain/money.ts';
import type { PolicyQuestion } from './decision.ts';
import { loadPolicy } from './load.ts';
import type { LoadedPolicy } from './loaded.ts';

/** A small document that uses every rule; tests change lines of it. */
export const SAMPLE_POLICY = `version: sample-1
effectiveFrom: 1970-01-01T00:00:01Z
killSwitch: off
decisionTtlMs: 60000
approvalTtlMs: 3600000
tenants:
  - { id: acme, jurisdiction: US }
  - { id: bravo, jurisdiction: MX }
tiers:
  low:
    perPaymentMaxSat: 1000
    window: { seconds: 10, agent: { maxSat: 3000, maxCount: 4 }, tenant: { maxSat: 5000, maxCount: 6 } }
    approval: never
    checks: { delegation: false }
  medium:
    perPaymentMaxSat: 10000
    window: { seconds: 60, agent: { maxSat: 30000, maxCount: 10 }, tenant: { maxSat: 50000, maxCount: 20 } }
    approval: { aboveSat: 5000 }
    checks: { delegation: true, knownCounterparty: true, maxFeePpm: 2000 }
  high:
    perPaymentMaxSat: 1000000
    window: { seconds: 3600, agent: { maxSat: 3000000, maxCount: 10 }, tenant: { maxSat: 5000000, maxCount: 20 } }
    approval: always
corridors:
  - id: us-mx
    nodes: [primary, second]
    liquidityFloorSat: 100
    maxFeePpm: 5000
    feeExemptSat: 5
    jurisdictions: [US]
    counterparties: { deny: [mallory] }
  - id: closed
    nodes: [primary]
    maxFeePpm: 5000
    tenants: [bravo]
    counterparties: { allow: [carol] }
    tiers: [high]
delegations:
  - id: grant-1
    tenant: acme
    agent: bot
    principal: alice
    tiers: [medium, high]
    corridors: [us-mx]
    validFrom: 1970-01-01T00:00:10Z
    validUntil: 1970-01-01T00:01:00Z
knownCounterparties: [carol]
retry:
  attemptsMax: 4
  backoffMs: { first: 100, factor: 2, max: 5000 }
  attemptWindowMs: 20000
  callTimeoutMs: 30000
  partsMax: 8
  cltvLimitBlocks: 1008
fallback: { allowed: true }
routing: { breakerOpensAfter: 3, breakerCoolDownMs: 10000 }
exceptions: { inDoubtAfterMs: 60000 }
`;

/** @throws Error with every problem: for tests, where the text must load. */
export function loadOrThrow(text: string): LoadedPolicy {
  const load = loadPolicy(text);
  if (!load.ok) throw new Error(JSON.stringify(load.problems));
  return load.policy;
}

/** A payment that the sample allows. */
export function sampleQuestion(changes: Partial<PolicyQuestion> = {}): PolicyQuestion {
  return {
    nowMs: 20_000,
    tenant: 'acme' as TenantId,
    agent: 'bot' as AgentId,
    principal: 'alice' as PrincipalId,
    delegation: 'grant-1',
    tier: 'low',
    corridor: 'us-mx' as CorridorId,
    payee: 'carol',
    amountMsat: msat(1_000_000n),
    feeCapMsat: msat(2_000n),
    ...changes,
  };
}
