import type { DaemonEpoch, Preimage } from './ids.ts';
import type { Msat } from './money.ts';
import type { FailureReason } from './outcome.ts';

/**
 * What a node said about one payment, in neutral words (adapters.md §1). An adapter turns a daemon's answer into one
 * of these; what follows from it is decided in `domain/`, never in the adapter.
 *
 * - `rejected`: this call sent nothing (a validation error before dispatch). Says nothing about an earlier call.
 * - `not_sent`: the request never left (connection refused). Says nothing about an earlier call.
 * - `duplicate`: the node already knows this hash; look it up.
 * - `not_found`: the node has no record now; on its own never a failure.
 *
 * `record` names the node's own record of this try and changes when a failed payment is tried again (LND
 * `payment_index`, CLN `groupid`, Eclair payment id); '' when the daemon has no such thing.
 */
export type NodeAnswer =
  | {
      readonly kind: 'settled';
      readonly preimage: Preimage;
      readonly feeMsat: Msat | null;
      readonly epoch: DaemonEpoch | '';
      readonly record: string;
    }
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      readonly epoch: DaemonEpoch | '';
      readonly record: string;
      /** This daemon's "failed" may still turn: a second reading must confirm it (adapters.md §§4.4, 5.4, 6.4). */
      readonly unconfirmed?: true;
      /** The command may still run and try again, although nothing is out now (adapters.md §4.4). */
      readonly mayResume?: true;
      /** As in `not_found`: a record that is an earlier try's says no more than an empty one. */
      readonly forgetful?: true;
    }
  | { readonly kind: 'in_flight'; readonly epoch: DaemonEpoch | ''; readonly record: string }
  | {
      readonly kind: 'not_found';
      readonly epoch: DaemonEpoch | '';
      /** This daemon may forget what it made: after a restart its empty record proves nothing (ldk-observed.md §1). */
      readonly forgetful?: true;
    }
  | { readonly kind: 'rejected'; readonly reason: FailureReason; readonly epoch: DaemonEpoch | '' }
  | { readonly kind: 'duplicate'; readonly epoch: DaemonEpoch | '' }
  | { readonly kind: 'not_sent' }
  | { readonly kind: 'unknown'; readonly cause: 'timeout' | 'reset' | 'unavailable' | 'malformed' };
