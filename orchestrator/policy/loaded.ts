import type { AgentId, CorridorId, Digest, NodeName, PrincipalId, TenantId } from '../domain/ids.ts';
import { AUTONOMY_TIERS, type AutonomyTier } from '../domain/intent.ts';
import { type Msat, msat } from '../domain/money.ts';
import type { DelegationGrant, DelegationRegistry } from '../identity/delegation.ts';
import type { CorridorDocument, DelegationDocument, PolicyDocument, TierDocument } from './document.ts';

export interface WindowLimit {
  readonly maxMsat: Msat;
  readonly maxCount: number;
}

export interface TierRule {
  readonly tier: AutonomyTier;
  readonly perPaymentMaxMsat: Msat;
  readonly windowMs: number;
  readonly agent: WindowLimit;
  readonly tenant: WindowLimit;
  /** A payment of more than this needs a human; null: none does. */
  readonly approvalAboveMsat: Msat | null;
  readonly delegation: boolean;
  readonly knownCounterparty: boolean;
  readonly maxFeePpm: number | null;
}

export interface CorridorRule {
  readonly id: CorridorId;
  /** In order of preference, the primary first. */
  readonly nodes: readonly NodeName[];
  readonly liquidityFloorMsat: Msat;
  readonly maxFeePpm: number;
  readonly feeExemptMsat: Msat;
  readonly tenants: ReadonlySet<TenantId> | 'any';
  readonly jurisdictions: ReadonlySet<string> | 'any';
  readonly allowedPayees: ReadonlySet<string> | 'any';
  readonly deniedPayees: ReadonlySet<string>;
  readonly tiers: ReadonlySet<AutonomyTier>;
}

/** A checked document with everything that decisions look up, precomputed: msat amounts, sets, moments. */
export interface LoadedPolicy {
  readonly version: string;
  /** SHA-256 of the document's text. */
  readonly contentHash: Digest;
  readonly document: PolicyDocument;
  readonly effectiveFromMs: number;
  readonly tenants: ReadonlyMap<TenantId, { readonly jurisdiction: string }>;
  readonly tiers: Readonly<Record<AutonomyTier, TierRule>>;
  readonly corridors: ReadonlyMap<CorridorId, CorridorRule>;
  readonly delegations: DelegationRegistry;
  readonly knownCounterparties: ReadonlySet<string>;
}

/** Pure: the same document and hash give the same value. The document must have passed the cross-checks. */
export function compilePolicy(document: PolicyDocument, contentHash: Digest): LoadedPolicy {
  const [low, medium, high] = AUTONOMY_TIERS.map((tier) => tierRule(tier, document.tiers[tier]));
  return {
    version: document.version,
    contentHash,
    document,
    effectiveFromMs: momentMs(document.effectiveFrom, Number.NEGATIVE_INFINITY),
    tenants: new Map(document.tenants.map((t) => [t.id as TenantId, { jurisdiction: t.jurisdiction }])),
    tiers: { low: low!, medium: medium!, high: high! },
    corridors: new Map(document.corridors.map((c) => [c.id as CorridorId, corridorRule(c)])),
    delegations: new Map(document.delegations.map((d) => [d.id, grant(d)])),
    knownCounterparties: new Set(document.knownCounterparties),
  };
}

function tierRule(tier: AutonomyTier, document: TierDocument): TierRule {
  const { window, approval, checks } = document;
  return {
    tier,
    perPaymentMaxMsat: satToMsat(document.perPaymentMaxSat),
    windowMs: window.seconds * 1000,
    agent: { maxMsat: satToMsat(window.agent.maxSat), maxCount: window.agent.maxCount },
    tenant: { maxMsat: satToMsat(window.tenant.maxSat), maxCount: window.tenant.maxCount },
    approvalAboveMsat:
      approval === 'never' ? null : approval === 'always' ? msat(0n) : satToMsat(approval.aboveSat),
    delegation: checks.delegation,
    knownCounterparty: checks.knownCounterparty,
    maxFeePpm: checks.maxFeePpm ?? null,
  };
}

function corridorRule(document: CorridorDocument): CorridorRule {
  return {
    id: document.id as CorridorId,
    nodes: document.nodes as NodeName[],
    liquidityFloorMsat: satToMsat(document.liquidityFloorSat),
    maxFeePpm: document.maxFeePpm,
    feeExemptMsat: satToMsat(document.feeExemptSat),
    tenants: setOrAny(document.tenants) as ReadonlySet<TenantId> | 'any',
    jurisdictions: setOrAny(document.jurisdictions),
    allowedPayees: setOrAny(document.counterparties.allow),
    deniedPayees: new Set(document.counterparties.deny),
    tiers: new Set(document.tiers),
  };
}

function grant(document: DelegationDocument): DelegationGrant {
  return {
    id: document.id,
    tenant: document.tenant as TenantId,
    agent: document.agent as AgentId,
    principal: document.principal as PrincipalId,
    tiers: new Set(document.tiers),
    corridors: setOrAny(document.corridors) as ReadonlySet<CorridorId> | 'any',
    validFromMs: momentMs(document.validFrom, Number.NEGATIVE_INFINITY),
    validUntilMs: momentMs(document.validUntil, Number.POSITIVE_INFINITY),
    revoked: document.revoked,
  };
}

function satToMsat(sat: number): Msat {
  return msat(BigInt(sat) * 1000n);
}

function momentMs(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : Date.parse(text);
}

function setOrAny(value: 'any' | readonly string[]): ReadonlySet<string> | 'any' {
  return value === 'any' ? 'any' : new Set(value);
}
