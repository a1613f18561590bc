import type { Random } from '#chaos/random';
import type { PaymentRun, PayOrder, RunLimits } from '../payment-run.ts';
import type { LookupSaid, PaySaid } from './said.ts';

/**
 * What a daemon's books say of one payment hash, in one word. Of what they call settled, amount and fee are what was really
 * paid, also where the daemon lost its own record of the fee: the ledger is compared with it.
 */
export type Booked = Pick<PaymentRun, 'node' | 'order' | 'state' | 'preimage' | 'feeMsat' | 'paidMsat'>;

/**
 * One daemon at one node: what it writes when, what it forgets, and what it says (adapters.md §§3–6 and 12, and the pages of
 * what real daemons did). Its books are its own view; the network below (`PaymentRun`, HTLCs, invoices) is the same for
 * all and is what really happened. One file per implementation.
 */
export interface Daemon {
  /**
   * Reads a pay call. What it says at once, or null: it says something later through the host, or never. `gone`: whoever
   * asked had hung up before a hung daemon read the call.
   */
  pay(order: PayOrder, call: number, gone: boolean): PaySaid | null;
  look(hash: string): LookupSaid;
  booked(hash: string): Booked | undefined;
  /** What its list of payments shows of a hash; undefined: it is not on the list. */
  lists(hash: string): Booked['state'] | undefined;
  /** One word for every hash that its books hold, in the order in which they came. */
  books(visit: (booked: Booked) => void): void;

  /** Part `part` of the run leaves. Returns how long until its HTLC is committed, in ms; a kill before that undoes it. */
  partSent(run: PaymentRun, part: number, paidMsat: number, feeMsat: number): number;
  /** The daemon was killed before the HTLC of this part was committed. Comes before `killed`. */
  partLost(run: PaymentRun, part: number): void;
  /**
   * The part is back: settled (`NO_FAILURE`), or with an onion failure. The run's counters are right; nothing new has been
   * sent yet.
   */
  partBack(run: PaymentRun, part: number, failure: number): void;
  /** How long it thinks before it replaces a part that failed; 0: not at all. */
  pauseMs(run: PaymentRun): number;
  /** Nothing more will be sent, and parts are out. */
  gaveUp(run: PaymentRun): void;
  /** Nothing of the run is out any more and nothing more will be sent. Not said to a daemon that is dead. */
  ended(run: PaymentRun): void;

  /** `unsynced`: the last writes to the disk are lost as well. */
  killed(unsynced: boolean): void;
  started(): void;
  /** The books are as old as that: younger payments are unknown, those that ended since look in flight. Returns their hashes. */
  rollBack(toMs: number): readonly string[];
  /** Finished payments that ended before then are deleted from the books, as an operator does it. */
  forget(beforeMs: number): void;
}

/** What the world lends to a daemon. */
export interface DaemonHost {
  readonly node: number;
  readonly nowMs: number;
  /** 1, 2, …: moves on with every start. */
  readonly epoch: number;
  /** A stream of this node alone. */
  readonly random: Random;
  /** A new run: nothing is sent, and the world has not heard of it. */
  open(order: PayOrder, call: number, limits?: RunLimits | null): PaymentRun;
  /** The payment is being made: the world's truth from here on. */
  begin(run: PaymentRun): void;
  /** Sends parts for all that the run has not placed. Without a route the run ends, one event later. */
  place(run: PaymentRun): void;
  /** The two halves of `place`: look for routes (false: none, and the run says why), then send or drop them. */
  plan(run: PaymentRun): boolean;
  launch(run: PaymentRun): void;
  unplan(run: PaymentRun): void;
  /** Ends a run that is over. */
  end(run: PaymentRun): void;
  /** Does something later, unless the daemon is killed before; a hung daemon does it when it resumes. */
  later(afterMs: number, act: () => void): void;
  /** Answers a pay call; -1: nobody waits. */
  say(call: number, said: PaySaid): void;
  /** An event for whoever follows the daemon's stream. */
  tell(hash: string, claims: Booked['state'], preimage: string): void;
  /** The record of this hash is another now: lists show it as changed. */
  changed(hash: string): void;
  /** The daemon's epoch as its answers name it. */
  epochName(): string;
}
