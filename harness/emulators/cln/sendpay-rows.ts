import { createHash } from 'node:crypto';
import type { ClnRows, ClnSendpay } from '#orchestrator/adapters/cln/said';
import type { EmulatedDesk } from '../desk.ts';
import type { WaitIndexes } from './wait-indexes.ts';
import type { WireObject } from './wire-json.ts';

/** One part of a payment as the `payments` table holds it. The state machine knows no more of it than `ClnSendpay`. */
export interface PartRow {
  readonly hash: string;
  /** 63 random bits, as digits. */
  readonly groupid: string;
  /** xpay counts the parts of a group from 1. */
  readonly partid: number;
  readonly createdIndex: number;
  /** 0: not changed since it was made. */
  updatedIndex: number;
  status: string;
  readonly amountMsat: bigint;
  readonly amountSentMsat: bigint;
  /** '' unless complete. */
  preimage: string;
  readonly createdAtMs: number;
  /** -1 while it is pending. */
  completedAtMs: number;
  readonly label: string;
  /** `delpay` took it off the lists. */
  deleted: boolean;
}

/** What the rows of one payment have in common. */
export interface PaidInvoice {
  readonly bolt11: string;
  readonly destination: string;
}

/** All rows of a hash, with what `listpays` says beside them. */
export interface RowsOfHash {
  readonly rows: readonly PartRow[];
  /** xpay is at work on it, or is about to clean up. */
  readonly ongoing: boolean;
}

/**
 * The `payments` table of one daemon. The rows are the state machine's; they are read from it whenever it says that a
 * hash changed, and whenever somebody asks, so that they have the indices and times that the API shows
 * (`json_add_payment_fields` in `lightningd/pay.c`).
 */
export class SendpayRows {
  readonly #desk: EmulatedDesk;
  readonly #indexes: WaitIndexes;
  readonly #changed: (row: PartRow) => void;
  readonly #byHash = new Map<string, PartRow[]>();
  readonly #invoices = new Map<string, PaidInvoice>();
  readonly #labels = new Map<string, string>();
  /** By `created_index` − 1. */
  readonly #byCreated: PartRow[] = [];
  /** By `updated_index` − 1; a row stands at every change that it had, and counts only at the last one. */
  readonly #byUpdated: PartRow[] = [];
  /** Hashes whose rows may change without a word: something is pending, or xpay is at work. */
  readonly #open = new Set<string>();
  /** How often xpay is about to clean up after its error (adapters.md §4.3 (6)). */
  readonly #cleanups = new Map<string, number>();

  constructor(desk: EmulatedDesk, indexes: WaitIndexes, changed: (row: PartRow) => void) {
    this.#desk = desk;
    this.#indexes = indexes;
    this.#changed = changed;
    for (const { hash, invoice } of desk.records()) {
      if (invoice !== null) this.payingFor(hash, invoice.text, invoice.payeePubkey, '');
      this.of(hash);
    }
  }

  /** A pay call began. Rows that appear from now on carry its label. */
  payingFor(hash: string, bolt11: string, destination: string, label: string): void {
    this.#invoices.set(hash, { bolt11, destination });
    if (label === '') this.#labels.delete(hash);
    else this.#labels.set(hash, label);
    this.#open.add(hash);
  }

  invoiceOf(hash: string): PaidInvoice | undefined {
    return this.#invoices.get(hash);
  }

  /** The rows of a hash as they are now, in the order of `created_index`. */
  of(hash: string): RowsOfHash {
    const words = this.#desk.look(hash);
    if (words.daemon !== 'cln') throw new TypeError(`${this.#desk.name} is no Core Lightning node`);
    const { said } = words;
    if (said.kind !== 'rows') return { rows: [], ongoing: false };
    const rows = this.#take(hash, said);
    const ongoing = said.listpaysPending || this.#cleanups.has(hash);
    if (ongoing) this.#open.add(hash);
    else this.#open.delete(hash);
    return { rows: rows.filter(({ deleted }) => !deleted), ongoing };
  }

  /** xpay said its error and has not cleaned up; the returned function ends it. */
  cleaningUp(hash: string): () => void {
    this.#cleanups.set(hash, (this.#cleanups.get(hash) ?? 0) + 1);
    return () => {
      const left = this.#cleanups.get(hash)! - 1;
      if (left === 0) this.#cleanups.delete(hash);
      else this.#cleanups.set(hash, left);
    };
  }

  /** All rows, by an index, from `start` on. */
  list(by: 'created' | 'updated', start: number, limit: number): readonly PartRow[] {
    for (const hash of this.#open) this.of(hash);
    const found: PartRow[] = [];
    // What has never changed comes first there: its updated_index is NULL in the table, and 0 is "from the beginning".
    if (by === 'updated' && start === 0)
      for (const row of this.#byCreated) {
        if (row.updatedIndex === 0 && !row.deleted) found.push(row);
        if (found.length >= limit) return found;
      }
    const log = by === 'created' ? this.#byCreated : this.#byUpdated;
    for (let at = Math.max(0, start - 1); at < log.length && found.length < limit; at++) {
      const row = log[at];
      if (!row.deleted && (by === 'created' || row.updatedIndex === at + 1)) found.push(row);
    }
    return found;
  }

  /** Takes rows off the lists. What xpay knows of the hash stays: see the desk. */
  delete(rows: readonly PartRow[]): void {
    for (const row of rows) {
      row.deleted = true;
      this.#indexes.bump('sendpays', 'deleted', detailsOf(row));
    }
  }

  /** The daemon has started again: its books may be older than they were. */
  readAgain(): void {
    for (const hash of this.#byHash.keys()) this.of(hash);
  }

  #take(hash: string, { rows }: ClnRows): readonly PartRow[] {
    const known = this.#byHash.get(hash) ?? [];
    if (known.length > rows.length || known.some((row, at) => row.groupid !== rows[at].groupid))
      return this.#replace(hash, known, rows);
    for (let at = 0; at < known.length; at++) this.#update(known[at], rows[at]);
    if (rows.length === known.length) return known;
    if (known.length === 0) this.#byHash.set(hash, known);
    while (known.length < rows.length) known.push(this.#create(hash, known, rows[known.length]));
    return known;
  }

  /** An older database was put back, or old payments were deleted: rows that are in no list any more. */
  #replace(hash: string, known: readonly PartRow[], rows: readonly ClnSendpay[]): readonly PartRow[] {
    const left = new Map(known.map((row) => [keyOf(row), row]));
    const kept: PartRow[] = [];
    for (const row of rows) {
      const partid = nextPart(kept, row.groupid);
      const old = left.get(keyOf({ groupid: row.groupid, partid }));
      if (old === undefined) kept.push(this.#create(hash, kept, row));
      else {
        left.delete(keyOf(old));
        this.#update(old, row);
        kept.push(old);
      }
    }
    for (const row of left.values()) row.deleted = true;
    if (kept.length === 0) this.#byHash.delete(hash);
    else this.#byHash.set(hash, kept);
    return kept;
  }

  #create(hash: string, before: readonly PartRow[], said: ClnSendpay): PartRow {
    const made: PartRow = {
      hash,
      groupid: said.groupid,
      partid: nextPart(before, said.groupid),
      createdIndex: this.#byCreated.length + 1,
      updatedIndex: 0,
      status: 'pending',
      amountMsat: said.amountMsat ?? 0n,
      amountSentMsat: said.amountSentMsat ?? 0n,
      preimage: '',
      createdAtMs: this.#desk.nowMs,
      completedAtMs: -1,
      label: this.#labels.get(hash) ?? '',
      deleted: false,
    };
    this.#byCreated.push(made);
    this.#indexes.bump('sendpays', 'created', detailsOf(made));
    this.#update(made, said);
    return made;
  }

  #update(row: PartRow, { status, preimage }: ClnSendpay): void {
    if (row.status === status) return;
    row.status = status;
    row.preimage = preimage;
    row.completedAtMs = status === 'pending' ? -1 : this.#desk.nowMs;
    // It was lost with the power and will be written again.
    if (status === 'pending') row.updatedIndex = 0;
    else {
      this.#byUpdated.push(row);
      row.updatedIndex = this.#byUpdated.length;
      this.#indexes.bump('sendpays', 'updated', detailsOf(row));
    }
    this.#changed(row);
  }
}

function nextPart(rows: readonly PartRow[], groupid: string): number {
  let part = 1;
  for (const row of rows) if (row.groupid === groupid) part++;
  return part;
}

function keyOf({ groupid, partid }: Pick<PartRow, 'groupid' | 'partid'>): string {
  return `${groupid}/${partid}`;
}

function detailsOf({ status, partid, groupid, hash }: PartRow): WireObject {
  return { status, partid, groupid: BigInt(groupid), payment_hash: hash };
}

/** A row as `listsendpays`, `waitsendpay` and `delpay` show it, field by field in the daemon's order. */
export function paymentFields(row: PartRow, invoice: PaidInvoice | undefined): WireObject {
  return {
    created_index: row.createdIndex,
    id: row.createdIndex,
    payment_hash: row.hash,
    groupid: BigInt(row.groupid),
    updated_index: row.updatedIndex === 0 ? undefined : row.updatedIndex,
    partid: row.partid,
    destination: invoice?.destination,
    amount_msat: row.amountMsat,
    amount_sent_msat: row.amountSentMsat,
    created_at: seconds(row.createdAtMs),
    completed_at: row.completedAtMs < 0 ? undefined : seconds(row.completedAtMs),
    status: row.status,
    payment_preimage: row.preimage === '' ? undefined : row.preimage,
    label: row.label === '' ? undefined : row.label,
    bolt11: invoice?.bolt11,
    erroronion: row.status === 'failed' ? errorOnion(row) : undefined,
  };
}

export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** 292 bytes that nobody can read any more: the secrets of the onion were in xpay's memory (core-lightning-observed.md §5). */
export function errorOnion(row: PartRow): string {
  const seed = createHash('sha256')
    .update(`${row.hash} ${keyOf(row)}`)
    .digest('hex');
  return seed.repeat(10).slice(0, 584);
}
