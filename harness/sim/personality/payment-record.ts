import type { FailureReason } from '#orchestrator/domain/outcome';

/** What a payer node is asked to pay: a decoded invoice with the limits of one call. */
export interface PayOrder {
  readonly hash: string;
  readonly payee: number;
  readonly amountMsat: number;
  readonly feeLimitMsat: number;
  /** How long new HTLCs may be started, in ms from now; those that are out are never aborted by it. */
  readonly windowMs: number;
  readonly partsMax: number;
  /** Most that the first hop may be locked, in blocks from now. */
  readonly cltvLimitBlocks: number;
  readonly invoiceExpiresAtMs: number;
}

/** What was said to a pay call at once. `rejected`: this call sent nothing. */
export type PayAdmission = 'accepted' | 'duplicate' | { readonly rejected: FailureReason };

/** A payer node's own durable record of one run of a payment: it survives restarts of the node. */
export interface PaymentRecord {
  /** Position in the world's list of runs. */
  readonly ordinal: number;
  readonly node: number;
  readonly order: PayOrder;
  readonly begunAtMs: number;
  /** The daemon's epoch when the run began: another epoch later means that it restarted meanwhile. */
  readonly epoch: number;
  state: 'in_flight' | 'settled' | 'failed';
  /** '' unless settled. */
  preimage: string;
  /** Fees of the parts that settled. */
  feeMsat: number;
  /** What reached the payee. */
  paidMsat: number;
  /** '' unless failed. */
  reason: FailureReason | '';
  partsOut: number;
  /** Fees of the parts that are out. */
  feesOutMsat: number;
  /** What no part carries at the moment. */
  unplacedMsat: number;
  /** Parts sent so far. */
  tries: number;
  /** Why nothing new is sent any more; '' while it may. */
  stoppedBy: FailureReason | '';
}
