import { fallbackSucceeded } from './c01-fallback-succeeded.ts';
import { crashBeforeAnswer } from './c02-crash-before-answer.ts';
import { successAfterDeadline } from './c03-success-after-deadline.ts';
import { keyInProgress } from './c04-key-in-progress.ts';
import { keyMismatch } from './c05-key-mismatch.ts';
import { partialPayment } from './c06-partial-payment.ts';
import { unknownThenFailed } from './c07-unknown-then-failed.ts';
import { unknownThenSettled } from './c07-unknown-then-settled.ts';
import { drainedMidAttempt } from './c08-drained-mid-attempt.ts';
import { policyChangedBeforeDispatch } from './c09-policy-changed-before-dispatch.ts';
import { approvalAfterExpiry } from './c10-approval-after-expiry.ts';
import { reconcilerFixed } from './c11-reconciler-fixed.ts';
import { chainJumpInFlight } from './c12-chain-jump-in-flight.ts';
import { outboxRelayCrash } from './c13-outbox-relay-crash.ts';
import { everyFaultKind } from './c14-every-fault-kind.ts';
import { stateFaultPairs } from './c15-state-fault-pairs.ts';
import type { CoverageFold, CoverageItem } from './coverage-item.ts';

/** Everything that has a quota, in the order of the catalogue. */
export const COVERAGE_ITEMS: readonly CoverageItem[] = [
  fallbackSucceeded,
  crashBeforeAnswer,
  successAfterDeadline,
  keyInProgress,
  keyMismatch,
  partialPayment,
  unknownThenSettled,
  unknownThenFailed,
  drainedMidAttempt,
  policyChangedBeforeDispatch,
  approvalAfterExpiry,
  reconcilerFixed,
  chainJumpInFlight,
  outboxRelayCrash,
  everyFaultKind,
  stateFaultPairs,
];

/** Those that are folded over each history, in the order of their counts in a trial's record. */
export const FOLDED_ITEMS: readonly (CoverageItem & { readonly counted: CoverageFold })[] =
  COVERAGE_ITEMS.filter((item): item is CoverageItem & { counted: CoverageFold } => isFold(item.counted));

function isFold(counted: CoverageItem['counted']): counted is CoverageFold {
  return typeof counted === 'object' && 'start' in counted;
}
