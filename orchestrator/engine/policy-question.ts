import type { PaymentIntent } from '../domain/intent.ts';
import type { PolicyQuestion } from '../policy/decision.ts';

export function policyQuestion(intent: PaymentIntent, nowMs: number): PolicyQuestion {
  return {
    nowMs,
    tenant: intent.tenant,
    agent: intent.agent,
    principal: intent.principal,
    delegation: intent.delegation,
    tier: intent.tier,
    corridor: intent.corridor,
    payee: intent.payee,
    amountMsat: intent.amountMsat,
    feeCapMsat: intent.feeCapMsat,
  };
}
