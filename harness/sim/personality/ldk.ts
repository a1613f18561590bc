import type { LdkError, LdkPaySaid } from '#orchestrator/adapters/ldk/said';
import { NO_FAILURE } from '../htlc/failures.ts';
import { type PaymentRun, type PayOrder, TRIES_MAX } from '../payment-run.ts';
import type { Booked, Daemon, DaemonHost } from './daemon.ts';
import { LdkMemory } from './ldk-memory.ts';
import type { LookupSaid, PaySaid } from './said.ts';
import { draw, FOLLOW_UP_MS, type Span, UNSYNCED_MS } from './windows.ts';

/** LDK sends first and writes the row afterwards: kills at 5 to 60 ms found no row of a payment that was made (ldk-observed.md §1 (1)). */
export const ROW_MS: Span = { min: 2, max: 14 };
/** The store writes one row at a time: with sixteen at once 68 of 96 were lost (§1 (1)). */
export const STORE_WRITE_MS: Span = { min: 4, max: 8 };
/** From the send to the ChannelManager on disk: kills at 2 to 37 ms left a row and no payment (§1 (4)). */
export const COMMIT_MS: Span = { min: 3, max: 37 };
/** Automatic retries (adapters.md §6.2); no caller can choose. */
export const RETRY_WINDOW_MS = 10_000;
export const RETRY_MS: Span = { min: 5, max: 40 };
/** From the end of a payment to the event that has been handled. */
export const EVENT_MS: Span = { min: 2, max: 12 };
/** An event that was not handled when it was killed comes again after the start (§9: 3 of 6 were heard). */
export const HEARD_AGAIN = { events: 1, of: 2 } as const;

const DUPLICATE: LdkError = {
  kind: 'grpc_error',
  code: 9,
  message: 'A payment with the given hash has already been initiated.',
};
const SENDING_FAILED: LdkError = {
  kind: 'grpc_error',
  code: 9,
  message: 'Failed to send the given payment.',
};

interface Row {
  readonly run: PaymentRun;
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  writtenAtMs: number;
  endedAtMs: number;
  /** Its end is lost in a power cut, until the channel tells it again. */
  unlearned: boolean;
}

/**
 * ldk-server. Two memories: the store of payment rows, and LDK's own map of payments (`LdkMemory`).
 *
 * | event                                         | what it does                                                | source                      |
 * |-----------------------------------------------|-------------------------------------------------------------|-----------------------------|
 * | pay, row pending (orphan too) or succeeded    | 9 DUP, before expiry is looked at                           | ldk-observed.md §4          |
 * | pay, no row, but LDK remembers                | 9 DUP                                                       | observed §5; adapters.md §6.3 |
 * | pay, no row, and LDK has forgotten            | accepted: a second payment                                  | observed §1 (2)             |
 * | pay, row failed                               | accepted, row overwritten                                   | observed §4                 |
 * | pay, expired or without a route               | 9 PSF, row failed at once                                   | observed §§4, 7             |
 * | pay read after its client has gone            | never done                                                  | observed §8 (21 of 21)      |
 * | pay else                                      | sends, then writes the row, then OK                         | observed §§3, 5             |
 * | killed before row and commitment              | absent, unpaid                                              | observed §5 (14)            |
 * | killed after the commitment, before the row   | absent, and paid, for ever                                  | observed §1 (1)             |
 * | killed after the row, before the commitment   | pending for ever, unpaid                                    | observed §1 (4)             |
 * | killed later                                  | its end is known once the channel is back                   | observed §5 (70), §6        |
 * | settled without a row                         | no record, and the event loop spins on it: no event and no list entry any more, until a row of that hash is there | observed §1 (5) |
 * | event not handled when killed                 | comes again after the start                                 | observed §9                 |
 */
export class LdkDaemon implements Daemon {
  readonly #host: DaemonHost;
  readonly #rows = new Map<string, Row>();
  readonly #memory: LdkMemory;
  /** Ends whose event is not handled, oldest first; nothing passes the first while its row is missing. */
  #events: PaymentRun[] = [];
  readonly #listed = new Set<string>();
  /** Runs of which a ChannelManager that was never written took a part with it. */
  readonly #lost = new WeakSet<PaymentRun>();
  #storeFreeAtMs = 0;

  constructor(host: DaemonHost) {
    this.#host = host;
    this.#memory = new LdkMemory(host);
  }

  pay(order: PayOrder, call: number, gone: boolean): PaySaid | null {
    const host = this.#host;
    const rowMs = draw(host.random, ROW_MS);
    const writeMs = draw(host.random, STORE_WRITE_MS);
    if (gone) return null;
    const known = this.#rows.get(order.hash);
    if ((known !== undefined && shown(known) !== 'FAILED') || this.#memory.has(order.hash))
      return said(DUPLICATE);
    const run = host.open(order, call, { windowMs: RETRY_WINDOW_MS, triesMax: TRIES_MAX });
    const inTime = host.nowMs <= order.invoiceExpiresAtMs;
    if (!inTime || !host.plan(run)) {
      host.unplan(run);
      this.#write(run).status = 'FAILED';
      this.#rows.get(order.hash)!.endedAtMs = host.nowMs;
      host.changed(order.hash);
      return said(SENDING_FAILED);
    }
    this.#memory.add(run);
    host.begin(run);
    host.launch(run);
    this.#storeFreeAtMs = Math.max(host.nowMs + rowMs, this.#storeFreeAtMs + writeMs);
    host.later(this.#storeFreeAtMs - host.nowMs, () => {
      this.#write(run);
      host.changed(order.hash);
      host.say(call, said({ kind: 'initiated' }));
      // It may be over already: then the event waited for the row.
      if (run.state !== 'in_flight') this.#close(run);
      this.#handleEvents();
    });
    return null;
  }

  look(hash: string): LookupSaid {
    const row = this.#rows.get(hash);
    if (row === undefined) return { daemon: 'ldk', said: { kind: 'absent' } };
    const succeeded = shown(row) === 'SUCCEEDED';
    return {
      daemon: 'ldk',
      said: {
        kind: 'payment',
        direction: 'OUTBOUND',
        status: shown(row),
        paymentKind: 'bolt11',
        preimage: succeeded ? row.run.preimage : '',
        feePaidMsat: succeeded ? BigInt(row.run.feeMsat) : null,
      },
    };
  }

  booked(hash: string): Booked | undefined {
    const row = this.#rows.get(hash);
    if (row === undefined) return undefined;
    const { order, preimage, feeMsat, paidMsat } = row.run;
    const { node } = this.#host;
    const state = STATES[shown(row)];
    return state === 'settled'
      ? { node, order, state, preimage, feeMsat, paidMsat }
      : { node, order, state, preimage: '', feeMsat: 0, paidMsat: 0 };
  }

  /** `ListPayments`: written when the event is handled (adapters.md §6.2). */
  lists(hash: string): Booked['state'] | undefined {
    return this.#listed.has(hash) ? this.booked(hash)?.state : undefined;
  }

  books(visit: (booked: Booked) => void): void {
    for (const hash of this.#rows.keys()) visit(this.booked(hash)!);
  }

  partSent(): number {
    return draw(this.#host.random, COMMIT_MS);
  }

  partLost(run: PaymentRun): void {
    this.#lost.add(run);
  }

  partBack(run: PaymentRun, _part: number, failure: number): void {
    if (failure === NO_FAILURE) this.#memory.sent(run.order.hash);
  }

  pauseMs(): number {
    return draw(this.#host.random, RETRY_MS);
  }

  gaveUp(): void {
    // Its row stays pending until all is back.
  }

  ended(run: PaymentRun): void {
    const { hash } = run.order;
    if (run.state === 'failed') this.#memory.forgetAtOnce(hash);
    if (this.#rows.get(hash)?.run === run) this.#close(run);
    // A row that is still in the queue of the store: the event waits for it. One that was never written stops all events,
    // unless it is of a failure, which is dropped.
    else if (run.state === 'failed' && run.epoch !== this.#host.epoch) return;
    this.#events.push(run);
    this.#host.later(draw(this.#host.random, EVENT_MS), () => this.#handleEvents());
  }

  killed(unsynced: boolean): void {
    this.#storeFreeAtMs = 0;
    const unwritten = (run: PaymentRun) => run.state === 'failed' && !this.#rows.has(run.order.hash);
    this.#events = this.#events.filter((run) => !unwritten(run));
    if (!unsynced) return;
    for (const row of this.#rows.values())
      if (row.endedAtMs > this.#host.nowMs - UNSYNCED_MS) row.unlearned = true;
  }

  started(): void {
    const host = this.#host;
    this.#memory.started();
    for (const [hash, row] of this.#rows) {
      // It was between two attempts: LDK abandons it. One whose part was lost LDK does not know at all.
      const abandoned = row.status === 'PENDING' && row.run.state === 'failed' && !this.#lost.has(row.run);
      if (!row.unlearned && !abandoned) continue;
      host.later(draw(host.random, FOLLOW_UP_MS), () => {
        row.unlearned = false;
        if (abandoned) this.#close(row.run);
        host.changed(hash);
      });
    }
    host.later(draw(host.random, FOLLOW_UP_MS), () => this.#handleEvents());
  }

  rollBack(toMs: number): readonly string[] {
    const changed: string[] = [];
    for (const [hash, row] of this.#rows) {
      if (row.writtenAtMs > toMs) this.#rows.delete(hash);
      else if (row.endedAtMs > toMs) {
        row.status = 'PENDING';
        row.endedAtMs = -1;
      } else continue;
      changed.push(hash);
    }
    return changed;
  }

  forget(beforeMs: number): void {
    for (const [hash, row] of this.#rows)
      if (shown(row) !== 'PENDING' && row.endedAtMs < beforeMs) {
        this.#rows.delete(hash);
        this.#listed.delete(hash);
      }
    this.#memory.forget();
  }

  #write(run: PaymentRun): Row {
    const { nowMs } = this.#host;
    const row: Row = { run, status: 'PENDING', writtenAtMs: nowMs, endedAtMs: -1, unlearned: false };
    this.#rows.set(run.order.hash, row);
    return row;
  }

  #close(run: PaymentRun): void {
    const row = this.#rows.get(run.order.hash)!;
    row.status = run.state === 'settled' ? 'SUCCEEDED' : 'FAILED';
    row.endedAtMs = this.#host.nowMs;
    this.#host.changed(run.order.hash);
  }

  /** In order, up to the first whose row is missing: the loop spins there, over restarts too (observed §1 (5)). */
  #handleEvents(): void {
    const host = this.#host;
    while (this.#events.length > 0) {
      const run = this.#events[0]!;
      const { hash } = run.order;
      if (!this.#rows.has(hash)) return;
      this.#events.shift();
      this.#listed.add(hash);
      host.changed(hash);
      // What was left from the last life reaches those who listen already.
      const heard = run.epoch === host.epoch || host.random.chance(HEARD_AGAIN.events, HEARD_AGAIN.of);
      if (heard) host.tell(hash, run.state, run.preimage);
    }
  }
}

const STATES = { PENDING: 'in_flight', SUCCEEDED: 'settled', FAILED: 'failed' } as const;

function shown(row: Row): Row['status'] {
  return row.unlearned ? 'PENDING' : row.status;
}

function said(words: LdkPaySaid): PaySaid {
  return { daemon: 'ldk', said: words };
}
