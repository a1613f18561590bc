import type { FailureReason } from '../../domain/outcome.ts';

/**
 * The failures of a payment that Eclair calls failed, in our words (adapters.md §7, eclair-observed.md §§4–6). The last
 * one tells; none at all: it failed after a restart, which keeps no reason (observed §7). A text that is not listed
 * leaves the reason open, never the outcome: that is told by the status.
 */
export function reasonOf(failures: readonly string[]): FailureReason {
  const last = failures.at(-1);
  if (last === undefined) return 'interrupted';
  for (const [text, reason] of TEXTS) if (last.includes(text)) return reason;
  return 'unspecified';
}

const TEXTS: readonly (readonly [text: string, reason: FailureReason])[] = [
  // A fee limit that is too low says the same (observed §5).
  ['route not found', 'no_route'],
  ['balance too low', 'insufficient_balance'],
  ['insufficient funds', 'insufficient_balance'],
  ['incorrect payment details or unknown payment hash', 'incorrect_payment_details'],
  ['payment attempts exhausted without success', 'timeout'],
  ['the complete payment amount was not received within a reasonable time', 'timeout'],
  ['cannot route to self', 'rejected_by_node'],
  ['unsupported invoice features', 'rejected_by_node'],
  ['too many accepted htlcs', 'no_route'],
  ['channel is currently unavailable', 'no_route'],
  ['channel is unavailable', 'no_route'],
  ['channel is currently disabled', 'no_route'],
  ['does not know the next peer in the route', 'no_route'],
  ['payment fee was below the minimum required by the channel', 'no_route'],
];
