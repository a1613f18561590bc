/** The numbers that a decision needs; they come from the active policy document. All times in ms. */
export interface EngineRules {
  /** Attempts per intent, over all nodes. */
  readonly attemptsMax: number;
  readonly backoffFirstMs: number;
  readonly backoffFactor: number;
  readonly backoffMaxMs: number;
  /** How long a node may start new HTLCs for one attempt. */
  readonly attemptWindowMs: number;
  /** How long we wait for the answer of a call. */
  readonly callTimeoutMs: number;
  readonly partsMax: number;
  readonly cltvLimitBlocks: number;
  /** First pause between two look-ups of an attempt whose end is not known; doubles up to `lookupMaxMs`. */
  readonly lookupFirstMs: number;
  readonly lookupMaxMs: number;
  /** An intent in doubt for longer is raised, once, to the operators' exception queue. It stays in doubt. */
  readonly inDoubtAfterMs: number;
  readonly approvalTtlMs: number;
  /** Clock margin added to an invoice's expiry before an empty look-up proves anything (adapters.md §1 (4)). */
  readonly quiescenceMarginMs: number;
  /** Least time between the two readings that confirm a "failed" which may still turn (`CONFIRM_FAILURE_MS`). */
  readonly confirmFailureMs: number;
  /** How long a finished intent's key and answer are remembered after its end; its payment hash at least until no node can pay it any more. */
  readonly retentionMs: number;
}

/** Two identical readings this far apart (adapters.md §§4.4, 6.4): a fact about daemons, so no policy can shorten it. */
export const CONFIRM_FAILURE_MS = 2000;

/** Pause before retry number `retry` (1, 2, …): exponential, bounded, without jitter (the schedule must be reproducible). */
export function backoffMs(rules: EngineRules, retry: number): number {
  return Math.min(rules.backoffMaxMs, Math.round(rules.backoffFirstMs * rules.backoffFactor ** (retry - 1)));
}

/** Pause before look-up number `lookup` (1, 2, …) of the same attempt. */
export function lookupPauseMs(rules: EngineRules, lookup: number): number {
  return Math.min(rules.lookupMaxMs, rules.lookupFirstMs * 2 ** Math.min(lookup - 1, 20));
}
