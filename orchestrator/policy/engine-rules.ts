import type { EngineRules } from '../domain/rules.ts';
import type { LoadedPolicy } from './loaded.ts';

/** The numbers of the document that the decider works with. */
export function engineRules({ document }: Pick<LoadedPolicy, 'document'>): EngineRules {
  const { retry, approvalTtlMs, exceptions } = document;
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
    inDoubtAfterMs: exceptions.inDoubtAfterMs,
    approvalTtlMs,
  };
}
