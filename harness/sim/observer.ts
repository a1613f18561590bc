import type { FailureReason } from '#orchestrator/domain/outcome';
import type { OnionFailureName } from './htlc/failures.ts';
import type { NodeState } from './nodes.ts';

/**
 * What really happens in the world, as it happens: the ground truth of a trial. Plain arguments, so that nothing is
 * allocated for a listener that drops them; nodes are ordinals, amounts whole msat. Callbacks must not call the world back.
 */
export interface WorldObserver {
  paymentBegun(payer: number, payee: number, hash: string, amountMsat: number, feeLimitMsat: number): void;
  /** One part came back to its payer; `failedBy` is the node that failed it. */
  partFailed(
    payer: number,
    failedBy: number,
    hash: string,
    amountMsat: number,
    failure: OnionFailureName,
  ): void;
  /** No HTLC is left. `amountMsat` is what reached the payee, fees excluded; `reason` is '' when settled. */
  paymentEnded(
    payer: number,
    payee: number,
    hash: string,
    settled: boolean,
    amountMsat: number,
    feeMsat: number,
    preimage: string,
    reason: FailureReason | '',
  ): void;
  invoicePaid(payee: number, hash: string, amountMsat: number, preimage: string): void;
  invoiceMoved(
    payee: number,
    hash: string,
    state: 'open' | 'held' | 'canceled' | 'expired',
    amountMsat: number,
  ): void;
  /** A message about this payment waits at a node that is down, hung, or told to hold. */
  htlcWaits(node: number, hash: string): void;
  nodeMoved(node: number, state: NodeState, cause: string): void;
  blockMined(height: number): void;
  blockDisconnected(height: number): void;
  channelClosed(node: number, peer: number, cause: string, capacityMsat: number): void;
  liquidityMoved(from: number, to: number, amountMsat: number, cause: string): void;
}
