import { AUTONOMY_TIERS } from '../domain/intent.ts';
import { CONFIRM_FAILURE_MS, type EngineRules } from '../domain/rules.ts';
import type { LoadedPolicy } from './loaded.ts';

/** The numbers of the document that the decider works with. */
export function engineRules({ document, tiers }: Pick<LoadedPolicy, 'document' | 'tiers'>): EngineRules {
  const { retry, approvalTtlMs, exceptions, idempotency } = document;
  return {
    attemptsMax: retry.attemptsMax,
    backoffFirstMs: retry.backoffMs.first,
    backoffFactor: retry.backoffMs.factor,
    backoffMaxMs: retry.backoffMs.max,
    attemptWindowMs: retry.attemptWindowMs,
    callTimeoutMs: retry.callTimeoutMs,
    partsMax: retry.partsMax,
    cltvLimitBlocks: retry.cltvLimitBlocks,
    lookupFirstMs: retry.lookupMs.first,
    lookupMaxMs: retry.lookupMs.max,
    quiescenceMarginMs: retry.quiescenceMarginMs,
    confirmFailureMs: CONFIRM_FAILURE_MS,
    inDoubtAfterMs: exceptions.inDoubtAfterMs,
    approvalTtlMs,
    // A rolling window must find every payment in it, also after a restart.
    retentionMs: Math.max(idempotency.retentionMs, ...AUTONOMY_TIERS.map((tier) => tiers[tier].windowMs)),
  };
}
