import type { DaemonEpoch, Preimage } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { FailureReason } from '#orchestrator/domain/outcome';
import type { PaymentRun, PayOrder } from '../payment-run.ts';
import type { Booked, Daemon, DaemonHost } from './daemon.ts';
import type { LookupSaid, PaySaid } from './said.ts';

/**
 * A well-behaved node: no implementation, a yardstick. Its books are always what really happened.
 *
 * | event                                  | what it does                                                        |
 * |----------------------------------------|---------------------------------------------------------------------|
 * | pay, invoice expired                   | rejected: expiry before duplicates, as LND (adapters.md §3.3)       |
 * | pay, hash in flight or settled         | duplicate                                                           |
 * | pay, hash failed or unknown            | a new run; written and committed to at once                         |
 * | killed                                 | forgets nothing; nothing is ever uncommitted or unsynced            |
 * | HTLCs from before a restart            | followed to their end; none is sent for them any more               |
 */
export class PlainDaemon implements Daemon {
  readonly #host: DaemonHost;
  /** The latest run for a hash: the run itself is the record. */
  readonly #latest = new Map<string, PaymentRun>();
  /** The failed run that a run follows. */
  readonly #before = new WeakMap<PaymentRun, PaymentRun>();
  /** Runs of which an old database does not know the end. */
  readonly #rolledBack = new WeakSet<PaymentRun>();

  constructor(host: DaemonHost) {
    this.#host = host;
  }

  pay(order: PayOrder, call: number): PaySaid | null {
    const host = this.#host;
    const epoch = host.epochName() as DaemonEpoch;
    if (host.nowMs > order.invoiceExpiresAtMs)
      return { daemon: 'plain', said: { kind: 'rejected', reason: 'invoice_expired', epoch } };
    const known = this.#latest.get(order.hash);
    if (known !== undefined && this.#stateOf(known) !== 'failed')
      return { daemon: 'plain', said: { kind: 'duplicate', epoch } };
    const run = host.open(order, call);
    if (known !== undefined) this.#before.set(run, known);
    this.#latest.set(order.hash, run);
    host.begin(run);
    host.changed(order.hash);
    host.place(run);
    return null;
  }

  look(hash: string): LookupSaid {
    return { daemon: 'plain', said: this.#reading(hash) };
  }

  booked(hash: string): Booked | undefined {
    const run = this.#latest.get(hash);
    if (run === undefined || !this.#rolledBack.has(run)) return run;
    return { ...run, state: 'in_flight', preimage: '', feeMsat: 0, paidMsat: 0 };
  }

  lists(hash: string): Booked['state'] | undefined {
    return this.booked(hash)?.state;
  }

  books(visit: (booked: Booked) => void): void {
    for (const hash of this.#latest.keys()) visit(this.booked(hash)!);
  }

  partSent(): number {
    return 0;
  }

  partLost(): void {
    throw new Error('a plain node commits at once: nothing of it can be undone');
  }

  partBack(): void {
    // Its books are the run itself.
  }

  pauseMs(): number {
    return 0;
  }

  gaveUp(): void {
    // Its books are the run itself.
  }

  ended(run: PaymentRun): void {
    const host = this.#host;
    const { hash } = run.order;
    // A node with an old database may not know of it any more.
    if (!this.#latest.has(hash)) return;
    host.changed(hash);
    if (run.epoch === host.epoch) host.say(run.call, { daemon: 'plain', said: this.#reading(hash) });
    host.tell(hash, run.state, run.preimage);
  }

  killed(): void {
    // Nothing of it lives in memory only.
  }

  started(): void {
    // It goes on where it was.
  }

  rollBack(toMs: number): readonly string[] {
    const changed: string[] = [];
    for (const [hash, latest] of [...this.#latest]) {
      let run: PaymentRun | undefined = latest;
      while (run !== undefined && run.begunAtMs > toMs) run = this.#before.get(run);
      const reopened = run !== undefined && run.endedAtMs > toMs && !this.#rolledBack.has(run);
      if (run === latest && !reopened) continue;
      changed.push(hash);
      if (run === undefined) this.#latest.delete(hash);
      else this.#latest.set(hash, run);
      if (run !== undefined && run.endedAtMs > toMs) this.#rolledBack.add(run);
    }
    return changed;
  }

  forget(beforeMs: number): void {
    for (const [hash, run] of this.#latest)
      if (run.endedAtMs >= 0 && run.endedAtMs < beforeMs) this.#latest.delete(hash);
  }

  #stateOf(run: PaymentRun): Booked['state'] {
    return this.#rolledBack.has(run) ? 'in_flight' : run.state;
  }

  #reading(hash: string): NodeAnswer {
    const record = this.#latest.get(hash);
    const epoch = this.#host.epochName() as DaemonEpoch;
    if (record === undefined) return { kind: 'not_found', epoch };
    const name = String(record.ordinal);
    switch (this.#stateOf(record)) {
      case 'settled':
        return {
          kind: 'settled',
          preimage: record.preimage as Preimage,
          feeMsat: msat(BigInt(record.feeMsat)),
          epoch,
          record: name,
        };
      case 'failed':
        return { kind: 'failed', reason: record.reason as FailureReason, epoch, record: name };
      case 'in_flight':
        return { kind: 'in_flight', epoch, record: name };
    }
  }
}
