import type { EclairError } from '#orchestrator/adapters/eclair/said';
import { NO_FAILURE } from '../htlc/failures.ts';
import type { PaymentRun, PayOrder } from '../payment-run.ts';
import type { Booked, Daemon, DaemonHost } from './daemon.ts';
import { EclairPayment } from './eclair-payment.ts';
import type { LookupSaid, PaySaid } from './said.ts';
import { allOfHash } from './several-runs.ts';
import { draw, FOLLOW_UP_MS, type Span, UNSYNCED_MS } from './windows.ts';

/** From the request to the actor that knows of it: a read that overtook the POST saw `[]` (eclair-observed.md §6). */
export const READ_MS: Span = { min: 0, max: 10 };
/** From there to the row: killed before, `[]` for good, though 6 of 83 had answered (§7, on a slow, loaded JVM). */
export const ROW_MS: Span = { min: 10, max: 80 };
/** From the row to the signed commitment: killed between, pending for ever, unpaid (§7: at 98 to 230 ms, loaded). */
export const SIGN_MS: Span = { min: 30, max: 120 };
export const RETRY_MS: Span = { min: 5, max: 40 };
/** `timeoutSeconds`, when the caller gives none (§1 (4)). */
export const ASK_TIMEOUT_MS = 30_000;
/** `maxAttempts`, when the caller gives none (adapters.md §1.1, §5.2); there is no limit by the clock. */
export const ATTEMPTS_MAX = 5;
/**
 * A fulfil that made a row `sent` so shortly before a kill may not be persisted in its channel. The peer sends it again after
 * the start, and the update of the row that is final already kills the actor that follows up all other payments (§7).
 */
export const UNPERSISTED_MS = 150;
export const UNPERSISTED = { rows: 1, of: 2 } as const;

const EXPIRED: EclairError = { kind: 'http_error', status: 400, error: 'invoice has expired' };
const ASK_TIMED_OUT: EclairError = {
  kind: 'http_error',
  status: 500,
  error: 'Ask timed out on [Actor[akka://eclair-node/user/payment-initiator]] after [30000 ms]',
};

/**
 * Eclair v0.13.1, `payinvoice{blocking=true}`. It never asks whether it has paid a hash before.
 *
 * | event                                         | what it does                                                | source                       |
 * |-----------------------------------------------|-------------------------------------------------------------|------------------------------|
 * | pay, invoice expired, paid or not             | 400 `invoice has expired`                                   | eclair-observed.md §4        |
 * | pay, whatever the rows say, also at once      | another payment with HTLCs of its own; only the receiver protects | observed §1 (3), §4    |
 * | … the first held or paid                      | the second answers `payment-failed`                         | observed §1 (3)              |
 * | client gone, before or after it is read       | paid all the same                                           | observed §6                  |
 * | read, no row yet                              | `[]` for ms, then a placeholder `pending`                   | observed §6; adapters.md §5.3 |
 * | no route                                      | 200 `payment-failed`, one dummy row                         | observed §§3, 5              |
 * | not over after 30 s                           | 500 `Ask timed out`; the payment goes on                    | observed §1 (4)              |
 * | killed before the row                         | `[]` for good                                               | observed §7 (83)             |
 * | killed between row and commitment             | pending for ever, unpaid                                    | observed §7 (20)             |
 * | killed later                                  | its end is known once the channel is back                   | observed §7 (22)             |
 * | … settled then                                | `sent`, feesPaid 0, route `[]`                              | observed §7                  |
 * | … failed then                                 | `failed`, failures `[]`                                     | observed §7                  |
 * | … another row sent just before the kill       | nothing is followed up in that life: pending for ever, and *paid* | observed §7 (3 of 23)  |
 * | stream opened after a start                   | nothing                                                     | observed §8                  |
 */
export class EclairDaemon implements Daemon {
  readonly #host: DaemonHost;
  readonly #payments = new Map<string, EclairPayment[]>();
  readonly #byRun = new Map<PaymentRun, EclairPayment>();
  /** The epoch in which nothing of an earlier life is followed up; 0: none. */
  #deafIn = 0;

  constructor(host: DaemonHost) {
    this.#host = host;
  }

  pay(order: PayOrder, call: number): PaySaid | null {
    const host = this.#host;
    const readMs = draw(host.random, READ_MS);
    const rowMs = draw(host.random, ROW_MS);
    if (host.nowMs > order.invoiceExpiresAtMs) return { daemon: 'eclair', said: EXPIRED };
    const run = host.open(order, call, { windowMs: Number.POSITIVE_INFINITY, triesMax: ATTEMPTS_MAX });
    const payment = new EclairPayment(uuid(host), run, host.nowMs + readMs);
    const payments = this.#payments.get(order.hash);
    if (payments === undefined) this.#payments.set(order.hash, [payment]);
    else payments.push(payment);
    this.#byRun.set(run, payment);
    host.begin(run);
    host.later(readMs + rowMs, () => {
      host.place(run);
      host.changed(order.hash);
    });
    host.later(ASK_TIMEOUT_MS, () => {
      if (!payment.answered) host.say(call, { daemon: 'eclair', said: ASK_TIMED_OUT });
      payment.answered = true;
    });
    return null;
  }

  look(hash: string): LookupSaid {
    const { nowMs, epoch } = this.#host;
    const payments = this.#payments.get(hash) ?? [];
    return {
      daemon: 'eclair',
      said: { kind: 'rows', rows: payments.flatMap((payment) => payment.rows(nowMs, epoch)) },
    };
  }

  booked(hash: string): Booked | undefined {
    return allOfHash(this.#host.node, this.#payments.get(hash));
  }

  /** `audit`: successes only (adapters.md §5.2). */
  lists(hash: string): Booked['state'] | undefined {
    return this.booked(hash)?.state === 'settled' ? 'settled' : undefined;
  }

  books(visit: (booked: Booked) => void): void {
    for (const payments of this.#payments.values()) {
      const written = payments.filter((payment) => payment.isWritten);
      const booked = allOfHash(this.#host.node, written);
      if (booked !== undefined) visit(booked);
    }
  }

  partSent(run: PaymentRun, _part: number, paidMsat: number, feeMsat: number): number {
    this.#byRun.get(run)!.add(paidMsat, feeMsat, this.#host.nowMs);
    return draw(this.#host.random, SIGN_MS);
  }

  partLost(): void {
    // Its row was written before; nothing will ever touch it again.
  }

  partBack(run: PaymentRun, part: number, failure: number): void {
    const { nowMs, epoch } = this.#host;
    if (run.epoch !== epoch && this.#deafIn === epoch) return;
    this.#byRun.get(run)?.resolve(part, failure, nowMs, run.epoch === epoch);
    if (failure === NO_FAILURE) this.#host.changed(run.order.hash);
  }

  pauseMs(): number {
    return draw(this.#host.random, RETRY_MS);
  }

  gaveUp(): void {
    // It answers when all is back.
  }

  ended(run: PaymentRun): void {
    const host = this.#host;
    const payment = this.#byRun.get(run);
    if (payment === undefined) return;
    this.#byRun.delete(run);
    // What ends in a later life, nobody is told of (observed §8: after a start nothing is replayed).
    if (run.epoch !== host.epoch) return;
    payment.finish(host.nowMs);
    if (!payment.answered) host.say(run.call, { daemon: 'eclair', said: payment.event() });
    payment.answered = true;
    host.tell(run.order.hash, run.state, run.preimage);
  }

  killed(unsynced: boolean): void {
    const { nowMs, random, epoch } = this.#host;
    let sentJustNow = false;
    for (const [hash, payments] of this.#payments) {
      for (const payment of payments) {
        if (payment.sentSince(nowMs - UNPERSISTED_MS)) sentJustNow = true;
        if (unsynced) payment.unlearn(nowMs - UNSYNCED_MS);
      }
      const written = payments.filter((payment) => payment.isWritten);
      if (written.length === 0) this.#payments.delete(hash);
      else if (written.length < payments.length) this.#payments.set(hash, written);
    }
    for (const [run, payment] of this.#byRun) if (!payment.isWritten) this.#byRun.delete(run);
    const unpersisted = random.chance(UNPERSISTED.rows, UNPERSISTED.of);
    if (sentJustNow && unpersisted) this.#deafIn = epoch + 1;
  }

  started(): void {
    const host = this.#host;
    for (const run of this.#byRun.keys()) if (run.state !== 'in_flight') this.#byRun.delete(run);
    for (const payments of this.#payments.values())
      for (const payment of payments)
        if (payment.unlearned) host.later(draw(host.random, FOLLOW_UP_MS), () => payment.learn());
  }

  rollBack(toMs: number): readonly string[] {
    const changed: string[] = [];
    for (const [hash, payments] of this.#payments) {
      const left = payments.filter((payment) => payment.begunAtMs <= toMs);
      const touched = payments.filter((payment) => payment.begunAtMs > toMs || payment.orphan(toMs));
      if (touched.length > 0) changed.push(hash);
      if (left.length === 0) this.#payments.delete(hash);
      else this.#payments.set(hash, left);
    }
    for (const [run, payment] of this.#byRun) if (payment.begunAtMs > toMs) this.#byRun.delete(run);
    return changed;
  }

  forget(beforeMs: number): void {
    for (const [hash, payments] of this.#payments)
      if (payments.every((payment) => payment.endedBefore(beforeMs))) this.#payments.delete(hash);
  }
}

function uuid({ random }: DaemonHost): string {
  const word = () => random.uint32().toString(16).padStart(8, '0');
  const [a, b, c, d] = [word(), word(), word(), word()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
}
