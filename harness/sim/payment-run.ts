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

/** Parts that one run may send in all: a bound on retries beside its time window. */
export const TRIES_MAX = 200;

/** How long and how often a run may start new HTLCs. */
export interface RunLimits {
  readonly windowMs: number;
  readonly triesMax: number;
}

/**
 * One run of a payment, as it really is on the network: what the world knows, whatever the daemon's books say of it.
 * A node may have several for one hash, one after the other or at once.
 */
export interface PaymentRun {
  /** Position in the world's list of runs. */
  readonly ordinal: number;
  readonly node: number;
  readonly order: PayOrder;
  /** The pay call that began it; -1 when nobody waits. */
  readonly call: number;
  readonly begunAtMs: number;
  /** New HTLCs may be started until then, in all so many. */
  readonly untilMs: number;
  readonly triesMax: number;
  /** The daemon's epoch when the run began: another epoch later means that it restarted meanwhile. */
  readonly epoch: number;
  state: 'in_flight' | 'settled' | 'failed';
  /** -1 while it runs. */
  endedAtMs: number;
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
  /** Parts sent so far; the next one has this number in the run. */
  tries: number;
  /** Why nothing new is sent any more; '' while it may. */
  stoppedBy: FailureReason | '';
}

/** Nothing is out, and nothing more will be sent. */
export function isOver(run: PaymentRun): boolean {
  return run.partsOut === 0 && (run.stoppedBy !== '' || run.unplacedMsat === 0);
}
