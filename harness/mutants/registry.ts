import { defaultAllowPolicy } from './default-allow-policy.ts';
import { doubleDispatchOnTimeout } from './double-dispatch-on-timeout.ts';
import { failedOnDeadline } from './failed-on-deadline.ts';
import { fallbackBeforeFailure } from './fallback-before-failure.ts';
import { feeCapPerAttempt } from './fee-cap-per-attempt.ts';
import { keyWithoutTenant } from './key-without-tenant.ts';
import type { Mutant } from './mutant.ts';
import { persistAfterSend } from './persist-after-send.ts';
import { trustCallbackBody } from './trust-callback-body.ts';

/** Every planted mutant. */
export const MUTANTS: readonly Mutant[] = [
  doubleDispatchOnTimeout,
  keyWithoutTenant,
  persistAfterSend,
  failedOnDeadline,
  trustCallbackBody,
  feeCapPerAttempt,
  fallbackBeforeFailure,
  defaultAllowPolicy,
];

/** @throws RangeError for an id that is not planted. */
export function mutantNamed(id: string): Mutant {
  const found = MUTANTS.find((mutant) => mutant.id === id);
  if (found === undefined)
    throw new RangeError(`no mutant ${id}; there are ${MUTANTS.map((mutant) => mutant.id).join(', ')}`);
  return found;
}
