import { INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS, NO_FAILURE } from '../htlc/failures.ts';
import type { PaymentRun, PayOrder } from '../payment-run.ts';
import type { Booked, Daemon, DaemonHost } from './daemon.ts';
import {
  INVOICE_EXPIRED,
  LndPaymentRow,
  messageOf,
  NOT_INITIATED,
  reasonOf,
  STARTING,
} from './lnd-payment.ts';
import type { LookupSaid, PaySaid } from './said.ts';
import { draw, FOLLOW_UP_MS, type Span, UNSYNCED_MS } from './windows.ts';

/** From the call to the payment's row: kills at 3 to 5 ms left NOT_FOUND (lnd-observed.md §5a). */
export const ROW_MS: Span = { min: 3, max: 6 };
/** From the row to the first attempt: kills at 7 to 26 ms left IN_FLIGHT without an HTLC (§5a). */
export const ROUTE_MS: Span = { min: 4, max: 20 };
/** From the attempt to its half circuit: kills at 22 to 45 ms left an HTLC that a start failed (§5a). */
export const CIRCUIT_MS: Span = { min: 0, max: 15 };
/** From the attempt to its commitment, with the default interval of 50 ms: phantoms at 18 to 124 ms after the call (§5a). */
export const COMMIT_MS: Span = { min: 45, max: 100 };
/** What becomes of a call that a hung daemon reads after its client has gone (§7): of 32, 6 paid, 2 cancelled, 24 never. */
export const ABANDONED = { of: 32, paid: 6, cancelled: 2 } as const;
/** When such a payment is first seen, after the NOT_FOUND (§1 (2)). */
export const ABANDONED_MS: Span = { min: 6, max: 31 };
/** Another route after a failed attempt: 24 attempts in 2.4 s (§6). */
export const RETRY_MS: Span = { min: 20, max: 100 };
/** `payment_index` jumps by about so many at a restart (§5). */
const INDEX_GAP = 1_000;
/** After a start the RPC answers "starting" for a while: 2.7 s and more on a busy machine (§2), cut to what trials last. */
export const STARTING_MS: Span = { min: 100, max: 600 };

/**
 * LND v0.21. Everything is decided by one row per hash in its database.
 *
 * | event                                          | what it does                                              | source                          |
 * |------------------------------------------------|-----------------------------------------------------------|---------------------------------|
 * | pay, invoice expired, whatever the row says    | 2 `invoice expired`                                       | lnd-observed.md §5, §1 (5)      |
 * | pay, row succeeded                             | 6 `invoice is already paid`                               | adapters.md §3.3                |
 * | pay, HTLC out, or phantom, also after a restart | 6 `payment is in transition`                             | observed §5                     |
 * | pay, row without HTLC, also eight at once      | 6 `payment already exists`                                | §3.3; observed §5               |
 * | pay, row failed                                | accepted: same row anew, new payment_index                | §3.3; observed §5               |
 * | pay read after its client has gone             | 6 of 32 paid, 2 failed(CANCELED), 24 never                | observed §7, §1 (2)             |
 * | killed before the row                          | NOT_FOUND; a resend is accepted                           | observed §5a                    |
 * | killed before an attempt                       | IN_FLIGHT[], after the start FAILED(NO_ROUTE)             | observed §5a                    |
 * | killed before the half circuit                 | IN_FLIGHT[I], after the start FAILED(NO_ROUTE)            | observed §5a                    |
 * | killed before the commitment                   | IN_FLIGHT[I] for ever, unpaid: the phantom                | observed §1 (1), §5a            |
 * | killed later                                   | follows its HTLCs, starts none; the real reason survives  | observed §5b; §3.3              |
 * | window over, then settled                      | SUCCEEDED(TIMEOUT)                                        | observed §6, §1 (4)             |
 * | no route left, parts out                       | IN_FLIGHT(NO_ROUTE)                                       | observed §6                     |
 * | just started                                   | 2 `… in the process of starting up` to all calls          | observed §2                     |
 * | stream opened after a start                    | every payment in flight, phantoms too, nothing terminal   | observed §8                     |
 */
export class LndDaemon implements Daemon {
  readonly #host: DaemonHost;
  readonly #rows = new Map<string, LndPaymentRow>();
  readonly #byRun = new Map<PaymentRun, LndPaymentRow>();
  /** Rows without an end. */
  readonly #open = new Set<LndPaymentRow>();
  #nextIndex = 1;
  #readyAtMs = 0;

  constructor(host: DaemonHost) {
    this.#host = host;
  }

  pay(order: PayOrder, call: number, gone: boolean): PaySaid | null {
    const host = this.#host;
    const lot = host.random.between(1, ABANDONED.of);
    const lateMs = draw(host.random, ABANDONED_MS);
    if (host.nowMs < this.#readyAtMs) return { daemon: 'lnd', said: STARTING };
    if (!gone) return this.#admit(order, call);
    if (lot <= ABANDONED.paid) host.later(lateMs, () => this.#admit(order, -1));
    else if (lot <= ABANDONED.paid + ABANDONED.cancelled)
      host.later(lateMs, () => {
        if (this.#refuses(order) !== null) return;
        this.#write(order, null).fail('CANCELED', host.nowMs);
        host.changed(order.hash);
      });
    return null;
  }

  look(hash: string): LookupSaid {
    if (this.#host.nowMs < this.#readyAtMs) return { daemon: 'lnd', said: STARTING };
    const row = this.#row(hash);
    return { daemon: 'lnd', said: row === undefined ? NOT_INITIATED : messageOf(row) };
  }

  booked(hash: string): Booked | undefined {
    return this.#row(hash)?.booked(this.#host.node);
  }

  lists(hash: string): Booked['state'] | undefined {
    return this.#row(hash)?.state;
  }

  books(visit: (booked: Booked) => void): void {
    for (const hash of this.#rows.keys()) {
      const booked = this.booked(hash);
      if (booked !== undefined) visit(booked);
    }
  }

  partSent(run: PaymentRun, part: number): number {
    const { random, nowMs } = this.#host;
    const circuitAtMs = nowMs + draw(random, CIRCUIT_MS);
    const commitMs = draw(random, COMMIT_MS);
    this.#byRun.get(run)!.attempt(part, circuitAtMs);
    return commitMs;
  }

  partLost(run: PaymentRun, part: number): void {
    this.#byRun.get(run)?.lose(part, this.#host.nowMs);
  }

  partBack(run: PaymentRun, part: number, failure: number): void {
    const row = this.#byRun.get(run);
    if (row === undefined) return;
    row.resolve(part, failure === NO_FAILURE);
    if (failure === INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS) row.reason = 'INCORRECT_PAYMENT_DETAILS';
    else if (run.stoppedBy !== '' && row.reason === 'NONE') row.reason = reasonOf(run.stoppedBy);
  }

  pauseMs(): number {
    return draw(this.#host.random, RETRY_MS);
  }

  gaveUp(): void {
    // Its row shows the reason while parts are out.
  }

  ended(run: PaymentRun): void {
    const row = this.#byRun.get(run);
    if (row === undefined) return;
    this.#byRun.delete(run);
    if (run.state === 'settled' && this.#host.nowMs > run.untilMs) row.reason = 'TIMEOUT';
    else if (run.state === 'failed' && row.reason === 'NONE') row.reason = reasonOf(run.stoppedBy);
    this.#conclude(row, run.epoch === this.#host.epoch ? run.call : -1);
  }

  killed(unsynced: boolean): void {
    const { nowMs } = this.#host;
    for (const row of this.#open)
      if (row.writtenAtMs > nowMs) {
        this.#open.delete(row);
        if (row.run !== null) this.#byRun.delete(row.run);
        if (row.before === undefined) this.#rows.delete(row.order.hash);
        else this.#rows.set(row.order.hash, row.before);
      }
    if (!unsynced) return;
    for (const row of this.#rows.values())
      if (row.endedAtMs > nowMs - UNSYNCED_MS) {
        row.unlearned = true;
        this.#open.add(row);
      }
  }

  started(): void {
    const host = this.#host;
    this.#readyAtMs = host.nowMs + draw(host.random, STARTING_MS);
    this.#nextIndex += INDEX_GAP;
    for (const run of this.#byRun.keys()) if (run.state !== 'in_flight') this.#byRun.delete(run);
    for (const row of this.#open) {
      host.tell(row.order.hash, 'in_flight', '');
      host.later(draw(host.random, FOLLOW_UP_MS), () => this.#followUp(row));
    }
  }

  rollBack(toMs: number): readonly string[] {
    const changed: string[] = [];
    for (const [hash, row] of this.#rows) {
      if (row.writtenAtMs > toMs) this.#rows.delete(hash);
      else if (row.endedAtMs > toMs) row.orphan();
      else continue;
      if (row.run !== null) this.#byRun.delete(row.run);
      this.#open.delete(row);
      changed.push(hash);
    }
    return changed;
  }

  forget(beforeMs: number): void {
    for (const [hash, row] of this.#rows)
      if (row.state !== 'in_flight' && row.endedAtMs >= 0 && row.endedAtMs < beforeMs)
        this.#rows.delete(hash);
  }

  /** What is in the database: a row that is not written yet hides what it replaces, which is nothing or a failure. */
  #row(hash: string): LndPaymentRow | undefined {
    const row = this.#rows.get(hash);
    return row !== undefined && row.writtenAtMs > this.#host.nowMs ? row.before : row;
  }

  #refuses(order: PayOrder): PaySaid | null {
    if (this.#host.nowMs > order.invoiceExpiresAtMs) return { daemon: 'lnd', said: INVOICE_EXPIRED };
    const known = this.#rows.get(order.hash)?.alreadyExists();
    return known === undefined || known === null ? null : { daemon: 'lnd', said: known };
  }

  #admit(order: PayOrder, call: number): PaySaid | null {
    const host = this.#host;
    const rowMs = draw(host.random, ROW_MS);
    const routeMs = draw(host.random, ROUTE_MS);
    const refused = this.#refuses(order);
    if (refused !== null) return refused;
    const run = host.open(order, call);
    const row = this.#write(order, run, rowMs);
    this.#byRun.set(run, row);
    this.#open.add(row);
    host.begin(run);
    host.later(rowMs + routeMs, () => {
      host.place(run);
      host.changed(order.hash);
    });
    return null;
  }

  #write(order: PayOrder, run: PaymentRun | null, inMs = 0): LndPaymentRow {
    const before = this.#rows.get(order.hash);
    const row = new LndPaymentRow(order, run, String(this.#nextIndex++), this.#host.nowMs + inMs, before);
    // A row that is tried again is another one: it comes last from now on, as its new index says.
    this.#rows.delete(order.hash);
    this.#rows.set(order.hash, row);
    return row;
  }

  /** Nothing of the payment is out any more. A phantom HTLC keeps it in flight all the same. */
  #conclude(row: LndPaymentRow, call: number): void {
    const host = this.#host;
    if (row.state === 'in_flight') return;
    this.#open.delete(row);
    row.end(host.nowMs);
    const { hash } = row.order;
    host.changed(hash);
    host.say(call, { daemon: 'lnd', said: messageOf(row) });
    host.tell(hash, row.state, row.run?.preimage ?? '');
  }

  /** `resumePayments`: what no half circuit tells of has failed; what was lost in the page cache is learned again. */
  #followUp(row: LndPaymentRow): void {
    if (!this.#open.has(row)) return;
    row.unlearned = false;
    row.failUnregistered();
    this.#conclude(row, -1);
  }
}
