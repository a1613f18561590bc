import type { PolicyInForce } from '../domain/dispatch-gate.ts';
import type { AgentId, CorridorId, PrincipalId, TenantId } from '../domain/ids.ts';
import type { AutonomyTier } from '../domain/intent.ts';
import type { Msat } from '../domain/money.ts';
import type { PolicyDecision } from '../domain/policy-decision.ts';

export type { PolicyInForce } from '../domain/dispatch-gate.ts';
export type { PolicyDecision, PolicyEffect } from '../domain/policy-decision.ts';

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

/** The policy port: pure over the active document and the spending seen so far. Fails closed. */
export interface PolicyEngine {
  decide(question: PolicyQuestion): PolicyDecision;
  /** An allowed intent counts against its rolling windows from the decision on; `release` takes it out when it ended unpaid. */
  reserve(question: PolicyQuestion): void;
  release(question: PolicyQuestion): void;
  /** What holds at this moment; asked right before every dispatch. null: it cannot say, so nothing may leave (S21). */
  inForce(): PolicyInForce | null;
}
