import type { LndError, LndFailureReason, LndPayment } from '#orchestrator/adapters/lnd/said';
import type { FailureReason } from '#orchestrator/domain/outcome';
import type { PaymentRun, PayOrder } from '../payment-run.ts';
import type { Booked } from './daemon.ts';

interface Attempt {
  status: 'IN_FLIGHT' | 'SUCCEEDED' | 'FAILED';
  /** When its half circuit is written. */
  readonly circuitAtMs: number;
  /** Killed before its half circuit was: a start fails it. */
  unregistered: boolean;
}

const ZEROS = '0'.repeat(64);

/** gRPC texts of LND (adapters.md §3.3, lnd-observed.md §§2, 5, 6). */
export const INVOICE_EXPIRED: LndError = {
  kind: 'grpc_error',
  code: 2,
  message: 'invoice expired. Valid until 2026-01-01 00:00:00 +0000 UTC',
};
export const STARTING: LndError = {
  kind: 'grpc_error',
  code: 2,
  message: 'the RPC server is in the process of starting up, but not yet ready to accept calls',
};
export const NOT_INITIATED: LndError = { kind: 'grpc_error', code: 5, message: "payment isn't initiated" };
const ALREADY_PAID: LndError = { kind: 'grpc_error', code: 6, message: 'invoice is already paid' };
const IN_TRANSITION: LndError = { kind: 'grpc_error', code: 6, message: 'payment is in transition' };
const EXISTS: LndError = { kind: 'grpc_error', code: 6, message: 'payment already exists' };

/** One payment in LND's database: the status is derived from its attempts and its failure reason (adapters.md §3.3). */
export class LndPaymentRow {
  readonly order: PayOrder;
  /** null for a payment that was cancelled before it began. */
  readonly run: PaymentRun | null;
  readonly index: string;
  readonly writtenAtMs: number;
  /** The failed row that it replaces once it is written. */
  before: LndPaymentRow | undefined;
  reason: LndFailureReason = 'NONE';
  endedAtMs = -1;
  /** Its end is lost in a power cut, until the channel tells it again. */
  unlearned = false;
  #attempts: Attempt[] = [];

  constructor(
    order: PayOrder,
    run: PaymentRun | null,
    index: string,
    writtenAtMs: number,
    before: LndPaymentRow | undefined,
  ) {
    this.order = order;
    this.run = run;
    this.index = index;
    this.writtenAtMs = writtenAtMs;
    this.before = before;
  }

  get state(): Booked['state'] {
    if (this.unlearned) return 'in_flight';
    let settled = false;
    for (const { status } of this.#attempts) {
      if (status === 'IN_FLIGHT') return 'in_flight';
      if (status === 'SUCCEEDED') settled = true;
    }
    if (settled) return 'settled';
    return this.reason === 'NONE' || this.#mayGoOn ? 'in_flight' : 'failed';
  }

  /** What of it a payment that is not over lists. */
  get attempts(): readonly { readonly status: Attempt['status'] }[] {
    return this.#attempts;
  }

  /** Its parts are back, and the daemon has not said yet that this was all. */
  get #mayGoOn(): boolean {
    return this.endedAtMs < 0 && this.run !== null && this.run.state === 'in_flight';
  }

  booked(node: number): Booked {
    const { order, run, state } = this;
    const settled = state === 'settled' && run !== null;
    return {
      node,
      order,
      state,
      preimage: settled ? run.preimage : '',
      feeMsat: settled ? run.feeMsat : 0,
      paidMsat: settled ? run.paidMsat : 0,
    };
  }

  /** What a second pay call is told; null: it may be tried again. */
  alreadyExists(): LndError | null {
    switch (this.state) {
      case 'failed':
        return null;
      case 'settled':
        return ALREADY_PAID;
      case 'in_flight':
        return this.#attempts.some(({ status }) => status === 'IN_FLIGHT') || this.unlearned
          ? IN_TRANSITION
          : EXISTS;
    }
  }

  attempt(part: number, circuitAtMs: number): void {
    this.#attempts[part] = { status: 'IN_FLIGHT', circuitAtMs, unregistered: false };
  }

  resolve(part: number, settled: boolean): void {
    this.#attempts[part]!.status = settled ? 'SUCCEEDED' : 'FAILED';
  }

  lose(part: number, nowMs: number): void {
    const attempt = this.#attempts[part]!;
    attempt.unregistered = attempt.circuitAtMs > nowMs;
  }

  /** After a start: an attempt that no half circuit tells of has failed; without any other the payment was interrupted. */
  failUnregistered(): void {
    for (const attempt of this.#attempts)
      if (attempt.unregistered && attempt.status === 'IN_FLIGHT') attempt.status = 'FAILED';
    const decided = this.#attempts.some(({ status }) => status !== 'FAILED');
    if (!decided && this.reason === 'NONE') this.reason = 'NO_ROUTE';
  }

  fail(reason: LndFailureReason, nowMs: number): void {
    this.reason = reason;
    this.end(nowMs);
  }

  /** Failed attempts are deleted at the end (`--keep-failed-payment-attempts` is off, adapters.md §3.3). */
  end(nowMs: number): void {
    this.endedAtMs = nowMs;
    this.before = undefined;
    this.#attempts = this.#attempts.filter(({ status }) => status !== 'FAILED');
  }

  /** An old database is put back: an HTLC of it looks unresolved, and nothing will ever tell. */
  orphan(): void {
    this.unlearned = false;
    this.reason = 'NONE';
    this.#attempts = [{ status: 'IN_FLIGHT', circuitAtMs: 0, unregistered: false }];
  }
}

const STATUS = { in_flight: 'IN_FLIGHT', settled: 'SUCCEEDED', failed: 'FAILED' } as const;

/** What `TrackPaymentV2` sends first, and `SendPaymentV2` last. */
export function messageOf(row: LndPaymentRow): LndPayment {
  const { run, state } = row;
  const preimage = run === null || run.preimage === '' ? ZEROS : run.preimage;
  const stoppedBy = run?.stoppedBy ?? '';
  // A restart gives no reason while an HTLC is out, be it a phantom (phantom_in_flight#1, hold_sender_restart#2 of the recordings).
  const hasStopped = stoppedBy !== '' && stoppedBy !== 'interrupted';
  const failureReason =
    row.reason === 'NONE' && state === 'in_flight' && hasStopped ? reasonOf(stoppedBy) : row.reason;
  return {
    kind: 'payment',
    status: STATUS[state],
    failureReason,
    preimage: state === 'settled' ? preimage : ZEROS,
    feeMsat: state === 'settled' && run !== null ? BigInt(run.feeMsat) : 0n,
    paymentIndex: row.index,
    htlcs: row.attempts.map(({ status }) => ({
      status,
      preimage: status === 'SUCCEEDED' ? preimage : ZEROS,
    })),
  };
}

/** LND cannot tell "too dear" from "no route", and calls an interrupted payment NO_ROUTE (adapters.md §3.3). */
export function reasonOf(stoppedBy: FailureReason | ''): LndFailureReason {
  switch (stoppedBy) {
    case 'insufficient_balance':
      return 'INSUFFICIENT_BALANCE';
    case 'incorrect_payment_details':
      return 'INCORRECT_PAYMENT_DETAILS';
    case 'timeout':
      return 'TIMEOUT';
    default:
      return 'NO_ROUTE';
  }
}
