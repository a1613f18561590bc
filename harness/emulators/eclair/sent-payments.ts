import type { EclairRow } from '#orchestrator/adapters/eclair/said';
import type { DecodedBolt11, EmulatedDesk } from '../desk.ts';
import { invoiceJson } from './invoice-json.ts';
import { RowClock } from './row-clock.ts';

/** One call of `payinvoice`, with what the daemon's rows do not hold. */
export interface SentPayment {
  readonly hash: string;
  /** The UUID that `payinvoice` answers; '' until the daemon has named it. */
  id: string;
  readonly payee: number;
  readonly payeePubkey: string;
  /** msat that the payee is to get. */
  readonly amountMsat: number;
  readonly externalId: string;
  /** Unix ms. */
  readonly begunAtMs: number;
  /** The invoice as shown; null: not known. */
  readonly invoice: object | null;
  /** By number of the row: when it was first seen final, unix ms. */
  readonly completedAtMs: number[];
  /** Its end has been told to those who listen. */
  isTold: boolean;
}

export interface PaymentView {
  readonly payment: SentPayment;
  /** Rows of the database, in the order in which they were written. */
  readonly rows: readonly EclairRow[];
  /** It lives in memory, and the database shows nothing pending. */
  readonly isPlaceheld: boolean;
}

/** What became of this node's payments: the daemon's rows, and beside them what it was asked. */
export class SentPayments {
  readonly #desk: EmulatedDesk;
  readonly #clock: RowClock;
  readonly #byHash = new Map<string, SentPayment[]>();
  readonly #byId = new Map<string, SentPayment>();
  readonly #unnamed = new Set<string>();

  constructor(desk: EmulatedDesk) {
    this.#desk = desk;
    this.#clock = new RowClock(desk);
  }

  /** The daemon is about to be asked to pay. */
  begin(invoice: DecodedBolt11, amountMsat: number, externalId: string): SentPayment {
    const { hash, payee, payeePubkey } = invoice;
    const begunAtMs = this.#desk.nowMs;
    const shown = invoiceJson(invoice);
    const payment = made({ hash, payee, payeePubkey, amountMsat, externalId, begunAtMs, invoice: shown });
    this.#keep(payment);
    this.#clock.learn(payment);
    return payment;
  }

  /** The daemon refused it at once: there is no payment. */
  drop(payment: SentPayment): void {
    const left = (this.#byHash.get(payment.hash) ?? []).filter((other) => other !== payment);
    if (left.length === 0) this.#byHash.delete(payment.hash);
    else this.#byHash.set(payment.hash, left);
    if (!left.some(({ id }) => id === '')) this.#unnamed.delete(payment.hash);
  }

  name(payment: SentPayment, id: string): void {
    payment.id = id;
    this.#byId.set(id, payment);
    if (!this.#byHash.get(payment.hash)?.some((other) => other.id === '')) this.#unnamed.delete(payment.hash);
  }

  byId(id: string): SentPayment | undefined {
    return this.#byId.get(id);
  }

  /** All payments of a hash of which the daemon knows, in the order of the calls. */
  read(hash: string): PaymentView[] {
    const { said, daemon } = this.#desk.look(hash);
    if (daemon !== 'eclair') throw new Error(`${this.#desk.name} runs ${daemon}, not eclair`);
    if (said.kind !== 'rows') return [];
    const byParent = new Map<string, EclairRow[]>();
    for (const row of said.rows) {
      const rows = byParent.get(row.parentId);
      if (rows === undefined) byParent.set(row.parentId, [row]);
      else rows.push(row);
    }
    return [...byParent].map(([id, rows]) => this.#view(hash, id, rows));
  }

  /** The daemon has started: calls of its last life of which it kept nothing are forgotten. */
  restarted(): void {
    for (const hash of [...this.#unnamed]) {
      this.read(hash);
      for (const payment of this.#byHash.get(hash) ?? []) if (payment.id === '') this.drop(payment);
    }
  }

  #view(hash: string, id: string, said: readonly EclairRow[]): PaymentView {
    const payment = this.#byId.get(id) ?? this.#named(hash, id, said);
    const isPlaceheld = this.#clock.isPlaceholder(said[0]!, payment);
    const rows = (isPlaceheld ? said.slice(1) : said).map((row) => this.#clock.inUnixTime(row, payment));
    rows.forEach(({ status }, at) => {
      if (status === 'pending') delete payment.completedAtMs[at];
      else payment.completedAtMs[at] ??= this.#desk.nowMs;
    });
    return { payment, rows, isPlaceheld };
  }

  /** The daemon shows a payment for the first time: it belongs to the first call that has none yet. */
  #named(hash: string, id: string, rows: readonly EclairRow[]): SentPayment {
    const waiting = this.#byHash.get(hash)?.find((payment) => payment.id === '');
    const payment = waiting ?? this.#foreign(hash, rows);
    this.name(payment, id);
    return payment;
  }

  /** Paid by somebody who did not ask here, or before this server began. */
  #foreign(hash: string, rows: readonly EclairRow[]): SentPayment {
    const record = this.#desk.record(hash);
    const payment = made({
      hash,
      payee: record?.payee ?? -1,
      payeePubkey: record?.invoice?.payeePubkey ?? '',
      amountMsat: record?.amountMsat ?? 0,
      externalId: '',
      begunAtMs: record?.createdAtMs ?? rows[0]!.createdAtMs,
      invoice: record?.invoice ? invoiceJson(record.invoice) : null,
    });
    this.#keep(payment);
    return payment;
  }

  #keep(payment: SentPayment): void {
    const known = this.#byHash.get(payment.hash);
    if (known === undefined) this.#byHash.set(payment.hash, [payment]);
    else known.push(payment);
    this.#unnamed.add(payment.hash);
  }
}

function made(of: Omit<SentPayment, 'id' | 'completedAtMs' | 'isTold'>): SentPayment {
  return { ...of, id: '', completedAtMs: [], isTold: false };
}
