import type { Invariant } from './invariant.ts';
import { everyIntentEnds } from './l01-every-intent-ends.ts';
import { viableSucceeds } from './l02-viable-succeeds.ts';
import { fallbackProgress } from './l03-fallback-progress.ts';
import { unknownResolves } from './l04-unknown-resolves.ts';
import { reattachedAfterStart } from './l05-reattached-after-start.ts';
import { reconciliationConverges } from './l06-reconciliation-converges.ts';
import { breakersClose } from './l07-breakers-close.ts';
import { backlogDrains } from './l08-backlog-drains.ts';
import { killSwitchInTime } from './l09-kill-switch-in-time.ts';
import { approvalsSurfaceAndExpire } from './l10-approvals-surface-and-expire.ts';
import { reservationsReleased } from './l11-reservations-released.ts';
import { lostEventsHeal } from './l12-lost-events-heal.ts';
import { theRestGoesOn } from './l13-the-rest-goes-on.ts';
import { noDoubleSettlement } from './s01-no-double-settlement.ts';
import { onePaymentAtATime } from './s02-one-payment-at-a-time.ts';
import { fallbackAfterFailure } from './s03-fallback-after-failure.ts';
import { feeCap } from './s04-fee-cap.ts';
import { keyNamesOneIntent } from './s05-key-names-one-intent.ts';
import { alteredContentRefused } from './s06-altered-content-refused.ts';
import { sameAnswerForRetries } from './s07-same-answer-for-retries.ts';
import { retryWhileRunning } from './s08-retry-while-running.ts';
import { keysStayInTheirTenant } from './s09-keys-stay-in-their-tenant.ts';
import { declaredStates } from './s10-declared-states.ts';
import { settledWithProof } from './s11-settled-with-proof.ts';
import { failedStaysUnpaid } from './s12-failed-stays-unpaid.ts';
import { unknownIsNotFailed } from './s13-unknown-is-not-failed.ts';
import { writeAhead } from './s14-write-ahead.ts';
import { conservation } from './s15-conservation.ts';
import { ledgerEqualsWorld } from './s16-ledger-equals-world.ts';
import { reconcilerSettlesOnce } from './s17-reconciler-settles-once.ts';
import { reservations } from './s18-reservations.ts';
import { policyBeforeMoney } from './s19-policy-before-money.ts';
import { tierCeiling } from './s20-tier-ceiling.ts';
import { failClosed } from './s21-fail-closed.ts';
import { killSwitch } from './s22-kill-switch.ts';
import { callbacksAreHints } from './s23-callbacks-are-hints.ts';
import { callbackAuthenticity } from './s24-callback-authenticity.ts';
import { auditComplete } from './s25-audit-complete.ts';
import { auditChain } from './s26-audit-chain.ts';
import { carriedUnchanged } from './s27-carried-unchanged.ts';
import { noSecretInOutput } from './s28-no-secret-in-output.ts';
import { timeBounds } from './s29-time-bounds.ts';
import { retryBudget } from './s30-retry-budget.ts';
import { crashConsistency } from './s32-crash-consistency.ts';

/** Every invariant that a trial is judged by, in the order of the catalogue. A scenario cannot opt out. */
export const ALL_INVARIANTS: readonly Invariant[] = [
  noDoubleSettlement,
  onePaymentAtATime,
  fallbackAfterFailure,
  feeCap,
  keyNamesOneIntent,
  alteredContentRefused,
  sameAnswerForRetries,
  retryWhileRunning,
  keysStayInTheirTenant,
  declaredStates,
  settledWithProof,
  failedStaysUnpaid,
  unknownIsNotFailed,
  writeAhead,
  conservation,
  ledgerEqualsWorld,
  reconcilerSettlesOnce,
  reservations,
  policyBeforeMoney,
  tierCeiling,
  failClosed,
  killSwitch,
  callbacksAreHints,
  callbackAuthenticity,
  auditComplete,
  auditChain,
  carriedUnchanged,
  noSecretInOutput,
  timeBounds,
  retryBudget,
  crashConsistency,
  everyIntentEnds,
  viableSucceeds,
  fallbackProgress,
  unknownResolves,
  reattachedAfterStart,
  reconciliationConverges,
  breakersClose,
  backlogDrains,
  killSwitchInTime,
  approvalsSurfaceAndExpire,
  reservationsReleased,
  lostEventsHeal,
  theRestGoesOn,
];
