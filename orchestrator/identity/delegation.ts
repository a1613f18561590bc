import type { AgentId, CorridorId, PrincipalId, TenantId } from '../domain/ids.ts';
import type { AutonomyTier } from '../domain/intent.ts';

/** Links a machine agent to the legally accountable principal, for some tiers and corridors, for some time. */
export interface DelegationGrant {
  readonly id: string;
  readonly tenant: TenantId;
  readonly agent: AgentId;
  readonly principal: PrincipalId;
  readonly tiers: ReadonlySet<AutonomyTier>;
  readonly corridors: ReadonlySet<CorridorId> | 'any';
  /** First moment of validity. */
  readonly validFromMs: number;
  /** First moment at which the grant no longer holds. */
  readonly validUntilMs: number;
  readonly revoked: boolean;
}

/** Grants by id. */
export type DelegationRegistry = ReadonlyMap<string, DelegationGrant>;

export interface DelegationQuestion {
  readonly nowMs: number;
  readonly tenant: TenantId;
  readonly agent: AgentId;
  readonly principal: PrincipalId;
  readonly delegation: string;
  readonly tier: AutonomyTier;
  readonly corridor: CorridorId;
}

export type DelegationReason = keyof typeof DELEGATION_REASONS;

/** Why a delegation does not cover a payment, with the words that people read. */
export const DELEGATION_REASONS = {
  unknown: 'no such grant',
  'other-tenant': 'the grant belongs to another tenant',
  'other-agent': 'the grant names another agent',
  'other-principal': 'the grant names another principal',
  revoked: 'the grant was revoked',
  'not-yet-valid': 'the grant is not valid yet',
  'no-longer-valid': 'the grant is no longer valid',
  tier: 'the grant does not cover the tier',
  corridor: 'the grant does not cover the corridor',
} as const;

/** Whether the grant that the question names covers it at `nowMs`. The first reason against it is given. */
export function checkDelegation(
  registry: DelegationRegistry,
  question: DelegationQuestion,
): 'ok' | DelegationReason {
  const grant = registry.get(question.delegation);
  if (grant === undefined) return 'unknown';
  if (grant.tenant !== question.tenant) return 'other-tenant';
  if (grant.agent !== question.agent) return 'other-agent';
  if (grant.principal !== question.principal) return 'other-principal';
  if (grant.revoked) return 'revoked';
  // Written so that a time that is not a number is never inside the validity.
  if (!(question.nowMs >= grant.validFromMs)) return 'not-yet-valid';
  if (!(question.nowMs < grant.validUntilMs)) return 'no-longer-valid';
  if (!grant.tiers.has(question.tier)) return 'tier';
  if (grant.corridors !== 'any' && !grant.corridors.has(question.corridor)) return 'corridor';
  return 'ok';
}
