import type { DaemonEpoch, IntentId, NodeName, PaymentHash } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { PayCall } from '#orchestrator/ports/node';

export const EPOCH = 'bench' as DaemonEpoch;

/** What a payer is given to pay. */
export interface Bill {
  readonly hash: string;
  readonly text: string;
  readonly amountMsat: number;
}

let calls = 0;

export function payCallOf(bill: Bill, more: Partial<PayCall> = {}): PayCall {
  const callId = ++calls;
  return {
    callId,
    intent: `bench-${callId}` as IntentId,
    attemptNo: 1,
    node: 'payer' as NodeName,
    invoice: bill.text,
    hash: bill.hash as PaymentHash,
    epochAtSend: EPOCH,
    amountMsat: msat(BigInt(bill.amountMsat)),
    feeLimitMsat: msat(100_000n),
    attemptWindowMs: 60_000,
    timeoutMs: 65_000,
    partsMax: 1,
    cltvLimitBlocks: 1_440,
    ...more,
  };
}
