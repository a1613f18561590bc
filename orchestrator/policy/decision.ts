import type { AgentId, CorridorId, Digest, PrincipalId, TenantId } from '../domain/ids.ts';
import type { AutonomyTier } from '../domain/intent.ts';
import type { Msat } from '../domain/money.ts';

/** What the policy engine is asked before money may move. */
export interface PolicyQuestion {
  readonly nowMs: number;
  readonly tenant: TenantId;
  readonly agent: AgentId;
  readonly principal: PrincipalId;
  readonly delegation: string;
  readonly tier: AutonomyTier;
  readonly corridor: CorridorId;
  readonly payee: string;
  readonly amountMsat: Msat;
  readonly feeCapMsat: Msat;
}

/** `review` means: allowed only after a human approves. */
export type PolicyEffect = 'allow' | 'review' | 'deny';

/** A decision is recorded with the version and the rules that fired: S19 and S25 read it from there. */
export interface PolicyDecision {
  readonly effect: PolicyEffect;
  readonly policyVersion: string;
  /** SHA-256 of the active document's text. */
  readonly policyHash: Digest;
  /** Rule ids that fired, in order, for example `tier.low.per-payment`. */
  readonly rules: readonly string[];
  /** For people: why, in one sentence. */
  readonly why: string;
  readonly decidedAtMs: number;
  /** A dispatch after this moment needs a new decision. */
  readonly validUntilMs: number;
  readonly amountMsat: Msat;
  readonly payee: string;
}

/** The policy port: pure over the active document and the spending seen so far. Fails closed. */
export interface PolicyEngine {
  decide(question: PolicyQuestion): PolicyDecision;
  /** An allowed intent counts against its rolling windows from the decision on; `release` takes it out when it ended unpaid. */
  reserve(question: PolicyQuestion): void;
  release(question: PolicyQuestion): void;
}
