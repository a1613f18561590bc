import type { EclairFailed, EclairRow, EclairSent } from '#orchestrator/adapters/eclair/said';
import type { FailureReason } from '#orchestrator/domain/outcome';
import { INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS, MPP_TIMEOUT, NO_FAILURE } from '../htlc/failures.ts';
import type { PaymentRun } from '../payment-run.ts';
import type { RunBooks } from './several-runs.ts';

interface Child {
  status: 'pending' | 'sent' | 'failed';
  readonly createdAtMs: number;
  readonly paidMsat: number;
  readonly feeMsat: number;
  /** Ended in a later life of the daemon: neither route nor fee nor failures are known any more. */
  afterRestart: boolean;
  failure: string;
  endedAtMs: number;
  /** Its end is lost in a power cut, until the channel tells it again. */
  unlearned: boolean;
}

/** One payment of Eclair: the rows of its children, which are written, and what only lives in memory. */
export class EclairPayment implements RunBooks {
  readonly id: string;
  readonly run: PaymentRun;
  readonly begunAtMs: number;
  /** Whether the caller has had an answer. */
  answered = false;
  readonly #knownAtMs: number;
  readonly #children: Child[] = [];

  constructor(id: string, run: PaymentRun, knownAtMs: number) {
    this.id = id;
    this.run = run;
    this.begunAtMs = run.begunAtMs;
    this.#knownAtMs = knownAtMs;
  }

  get state(): RunBooks['state'] {
    let sent = false;
    for (const child of this.#children) {
      const status = shown(child);
      if (status === 'pending') return 'in_flight';
      if (status === 'sent') sent = true;
    }
    if (sent) return 'settled';
    return this.#children.length === 0 ? 'in_flight' : 'failed';
  }

  get preimage(): string {
    return this.state === 'settled' ? this.run.preimage : '';
  }

  get feeMsat(): number {
    return this.#sum(({ feeMsat }) => feeMsat);
  }

  get paidMsat(): number {
    return this.#sum(({ paidMsat }) => paidMsat);
  }

  get unlearned(): boolean {
    return this.#children.some((child) => child.unlearned);
  }

  /** Whether a kill leaves anything of it. */
  get isWritten(): boolean {
    return this.#children.length > 0;
  }

  /** `getsentinfo`: the children, and a placeholder while it lives in memory and no row is pending. */
  rows(nowMs: number, epoch: number): EclairRow[] {
    const rows = this.#children.map((child) => this.#row(child));
    const inMemory = nowMs >= this.#knownAtMs && this.run.epoch === epoch && this.run.state === 'in_flight';
    if (inMemory && !rows.some(({ status }) => status === 'pending'))
      rows.unshift({
        parentId: this.id,
        createdAtMs: this.begunAtMs,
        status: 'pending',
        preimage: '',
        feesPaidMsat: 0n,
        routeEmpty: true,
        failures: [],
      });
    return rows;
  }

  add(paidMsat: number, feeMsat: number, createdAtMs: number): void {
    this.#children.push({
      status: 'pending',
      createdAtMs,
      paidMsat,
      feeMsat,
      afterRestart: false,
      failure: '',
      endedAtMs: -1,
      unlearned: false,
    });
  }

  resolve(part: number, failure: number, nowMs: number, sameLife: boolean): void {
    const child = this.#children[part]!;
    child.status = failure === NO_FAILURE ? 'sent' : 'failed';
    child.endedAtMs = nowMs;
    child.afterRestart = !sameLife;
    if (failure !== NO_FAILURE && sameLife) child.failure = remoteText(failure);
  }

  /** The payment is over. An early failure leaves one dummy row (adapters.md §5.3). */
  finish(nowMs: number): void {
    if (this.#children.length > 0) return;
    this.add(0, 0, nowMs);
    const dummy = this.#children[0]!;
    dummy.status = 'failed';
    dummy.endedAtMs = nowMs;
    dummy.failure = localText(this.run.stoppedBy);
  }

  /** What the blocking call is answered. */
  event(): EclairSent | EclairFailed {
    const { run, id } = this;
    if (run.state === 'settled')
      return { kind: 'payment-sent', id, preimage: run.preimage, feesPaidMsat: BigInt(run.feeMsat) };
    const failures = this.#children.map(({ failure }) => failure).filter((text) => text !== '');
    // The last word is the local one when no other route was left.
    const givesUp = run.stoppedBy === 'incorrect_payment_details' || run.tries === 0;
    return {
      kind: 'payment-failed',
      id,
      failures: givesUp ? failures : [...failures, localText(run.stoppedBy)],
    };
  }

  sentSince(ms: number): boolean {
    return this.#children.some(({ status, endedAtMs }) => status === 'sent' && endedAtMs >= ms);
  }

  unlearn(sinceMs: number): void {
    for (const child of this.#children) if (child.endedAtMs > sinceMs) child.unlearned = true;
  }

  /** The channel tells the end again, and nothing of how it came. */
  learn(): void {
    for (const child of this.#children)
      if (child.unlearned) {
        child.unlearned = false;
        child.afterRestart = true;
      }
  }

  /** An old database is put back: what ended since looks pending, and nothing will ever tell. False: it is as it was. */
  orphan(toMs: number): boolean {
    const since = this.#children.filter((child) => child.endedAtMs > toMs);
    for (const child of since) {
      child.status = 'pending';
      child.endedAtMs = -1;
    }
    return since.length > 0;
  }

  endedBefore(ms: number): boolean {
    return this.state !== 'in_flight' && this.#children.every(({ endedAtMs }) => endedAtMs < ms);
  }

  #row(child: Child): EclairRow {
    const status = shown(child);
    const sent = status === 'sent';
    return {
      parentId: this.id,
      createdAtMs: child.createdAtMs,
      status,
      preimage: sent ? this.run.preimage : '',
      feesPaidMsat: sent && !child.afterRestart ? BigInt(child.feeMsat) : 0n,
      routeEmpty: !sent || child.afterRestart,
      failures: status === 'failed' && !child.afterRestart ? [child.failure] : [],
    };
  }

  #sum(of: (child: Child) => number): number {
    let sum = 0;
    for (const child of this.#children) if (shown(child) === 'sent') sum += of(child);
    return sum;
  }
}

function shown(child: Child): Child['status'] {
  return child.unlearned ? 'pending' : child.status;
}

/** Texts as Eclair writes them (eclair-observed.md §§4–6). */
function remoteText(failure: number): string {
  if (failure === INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS)
    return 'incorrect payment details or unknown payment hash';
  if (failure === MPP_TIMEOUT) return 'the complete payment amount was not received within a reasonable time';
  return 'channel is currently unavailable';
}

function localText(stoppedBy: FailureReason | ''): string {
  switch (stoppedBy) {
    case 'insufficient_balance':
      return 'balance too low';
    case 'timeout':
      return 'payment attempts exhausted without success';
    default:
      return 'route not found';
  }
}
