import { allowWhenPolicyIsAway } from './allow-when-policy-is-away.ts';
import { answerRebuilt } from './answer-rebuilt.ts';
import { approvalNeverExpires } from './approval-never-expires.ts';
import { approvesItself } from './approves-itself.ts';
import { auditCutAtItsEnd } from './audit-cut-at-its-end.ts';
import { auditHashWithoutSeq } from './audit-hash-without-seq.ts';
import { auditNamesEngine } from './audit-names-engine.ts';
import { auditSkipsFailures } from './audit-skips-failures.ts';
import { balanceInSat } from './balance-in-sat.ts';
import { breakerNeverCloses } from './breaker-never-closes.ts';
import { cachedAllow } from './cached-allow.ts';
import { callbackChoosesNode } from './callback-chooses-node.ts';
import { deadlineEndsNothing } from './deadline-ends-nothing.ts';
import { deadlineOnlyAtTheDoor } from './deadline-only-at-the-door.ts';
import { defaultAllowPolicy } from './default-allow-policy.ts';
import { defaultBranchFails } from './default-branch-fails.ts';
import { dispatchBeforeLease } from './dispatch-before-lease.ts';
import { doubleDispatchOnTimeout } from './double-dispatch-on-timeout.ts';
import { eventDumped } from './event-dumped.ts';
import { exceptionClosesItself } from './exception-closes-itself.ts';
import { exceptionRaisedAgain } from './exception-raised-again.ts';
import { failedOnDeadline } from './failed-on-deadline.ts';
import { fallbackBeforeFailure } from './fallback-before-failure.ts';
import { feeAddedToAmount } from './fee-added-to-amount.ts';
import { feeBookedInSat } from './fee-booked-in-sat.ts';
import { feeCapPerAttempt } from './fee-cap-per-attempt.ts';
import { fingerprintSkipsCompliance } from './fingerprint-skips-compliance.ts';
import { keyCutShort } from './key-cut-short.ts';
import { keyForgottenAtEnd } from './key-forgotten-at-end.ts';
import { keyWithoutTenant } from './key-without-tenant.ts';
import { killSwitchAtTheDoor } from './kill-switch-at-the-door.ts';
import { killSwitchSticks } from './kill-switch-sticks.ts';
import { lateEventReopens } from './late-event-reopens.ts';
import { leaseInMemory } from './lease-in-memory.ts';
import { lockReleasedOnAwait } from './lock-released-on-await.ts';
import { looksOnce } from './looks-once.ts';
import { memoNormalised } from './memo-normalised.ts';
import type { Mutant } from './mutant.ts';
import { noFallback } from './no-fallback.ts';
import { nodeBannedForGood } from './node-banned-for-good.ts';
import { notFoundIsFailure } from './not-found-is-failure.ts';
import { paysTwice } from './pays-twice.ts';
import { persistAfterSend } from './persist-after-send.ts';
import { recoveryForgets } from './recovery-forgets.ts';
import { reservationLeaks } from './reservation-leaks.ts';
import { reservationReleasedTwice } from './reservation-released-twice.ts';
import { retryEverything } from './retry-everything.ts';
import { retryTimerLost } from './retry-timer-lost.ts';
import { settledWithoutProof } from './settled-without-proof.ts';
import { settlementBookedAgain } from './settlement-booked-again.ts';
import { timersLostUnderLoad } from './timers-lost-under-load.ts';
import { trustCallbackBody } from './trust-callback-body.ts';
import { unconfirmedFailureBelieved } from './unconfirmed-failure-believed.ts';
import { waitsForEvents } from './waits-for-events.ts';
import { windowsEmptyAfterStart } from './windows-empty-after-start.ts';
import { windowsNotCounted } from './windows-not-counted.ts';

/** Every planted mutant, in the order of the catalogue's properties. */
export const MUTANTS: readonly Mutant[] = [
  feeAddedToAmount,
  dispatchBeforeLease,
  doubleDispatchOnTimeout,
  fallbackBeforeFailure,
  feeCapPerAttempt,
  keyForgottenAtEnd,
  keyCutShort,
  fingerprintSkipsCompliance,
  answerRebuilt,
  lockReleasedOnAwait,
  keyWithoutTenant,
  lateEventReopens,
  settledWithoutProof,
  exceptionClosesItself,
  failedOnDeadline,
  defaultBranchFails,
  notFoundIsFailure,
  persistAfterSend,
  balanceInSat,
  feeBookedInSat,
  settlementBookedAgain,
  reservationReleasedTwice,
  cachedAllow,
  defaultAllowPolicy,
  windowsNotCounted,
  windowsEmptyAfterStart,
  approvesItself,
  allowWhenPolicyIsAway,
  killSwitchAtTheDoor,
  trustCallbackBody,
  callbackChoosesNode,
  auditSkipsFailures,
  auditNamesEngine,
  auditHashWithoutSeq,
  auditCutAtItsEnd,
  memoNormalised,
  eventDumped,
  deadlineOnlyAtTheDoor,
  retryEverything,
  leaseInMemory,
  deadlineEndsNothing,
  nodeBannedForGood,
  retryTimerLost,
  looksOnce,
  recoveryForgets,
  exceptionRaisedAgain,
  breakerNeverCloses,
  timersLostUnderLoad,
  killSwitchSticks,
  approvalNeverExpires,
  reservationLeaks,
  waitsForEvents,
  noFallback,
  unconfirmedFailureBelieved,
];

/** Must be red at once in every self-test; not one of the mutants. */
export const CANARY: Mutant = paysTwice;

/** The canary too. @throws RangeError for an id that is not planted. */
export function mutantNamed(id: string): Mutant {
  const found = [...MUTANTS, CANARY].find((mutant) => mutant.id === id);
  if (found === undefined)
    throw new RangeError(`no mutant ${id}; there are ${MUTANTS.map((mutant) => mutant.id).join(', ')}`);
  return found;
}
