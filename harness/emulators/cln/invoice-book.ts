import type { EmulatedDesk, EmulatedInvoice } from '../desk.ts';
import { seconds } from './sendpay-rows.ts';
import type { WaitIndexes } from './wait-indexes.ts';
import type { WireObject } from './wire-json.ts';

const LOOK_MS = 1_000;

export type InvoiceStatus = 'unpaid' | 'paid' | 'expired';

interface Entry {
  readonly hash: string;
  readonly label: string;
  /** 0: not changed since it was made. */
  updatedIndex: number;
  status: InvoiceStatus;
  deleted: boolean;
}

/**
 * The `invoices` table: what the desk knows of this node's invoices under the labels, states and indices of Core
 * Lightning. Hold invoices belong to a plugin and are not in it.
 */
export class InvoiceBook {
  readonly #desk: EmulatedDesk;
  readonly #indexes: WaitIndexes;
  readonly #byHash = new Map<string, Entry>();
  readonly #byLabel = new Map<string, Entry>();
  /** In the order of payment: `pay_index` rises. */
  readonly #paid: EmulatedInvoice[] = [];
  /** `addIndex` of the last invoice that was taken. */
  #taken = 0;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(desk: EmulatedDesk, indexes: WaitIndexes) {
    this.#desk = desk;
    this.#indexes = indexes;
    this.#takeNew();
    this.#paid.sort((a, b) => a.settleIndex - b.settleIndex);
  }

  /** An invoice is new or another now. Returns it if its status changed. */
  take(invoice: EmulatedInvoice): EmulatedInvoice | null {
    if (invoice.hold) return null;
    const { hash } = invoice.invoice;
    const entry = this.#byHash.get(hash) ?? this.#enter(invoice);
    const status = this.#statusOf(invoice);
    if (entry.status === status) return null;
    entry.status = status;
    entry.updatedIndex = this.#indexes.bump('invoices', 'updated', { status, label: entry.label });
    if (status === 'paid') this.#paid.push(invoice);
    return invoice;
  }

  /** Whether this server has used the label; what others made may not be looked at yet. */
  usesLabel(label: string): boolean {
    return this.#byLabel.has(label);
  }

  /** undefined: no invoice of this label, or it was deleted. */
  byLabel(label: string): EmulatedInvoice | undefined {
    if (!this.#byLabel.has(label)) this.#takeNew();
    const entry = this.#byLabel.get(label);
    return entry === undefined ? undefined : this.byHash(entry.hash);
  }

  byHash(hash: string): EmulatedInvoice | undefined {
    const invoice = this.#desk.invoice(hash);
    if (invoice === undefined || invoice.hold) return undefined;
    this.take(invoice);
    return this.#byHash.get(hash)?.deleted === true ? undefined : invoice;
  }

  /** In the order of creation. */
  all(): EmulatedInvoice[] {
    this.#takeNew();
    return this.#desk
      .invoices()
      .filter(({ hold, invoice }) => !hold && this.#byHash.get(invoice.hash)?.deleted === false);
  }

  updatedIndex(invoice: EmulatedInvoice): number {
    return this.#byHash.get(invoice.invoice.hash)?.updatedIndex ?? 0;
  }

  /** The first that was paid after `payIndex`; undefined: none yet. */
  paidAfter(payIndex: number): EmulatedInvoice | undefined {
    this.#takeMissed();
    let low = 0;
    let high = this.#paid.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#paid[middle]!.settleIndex > payIndex) high = middle;
      else low = middle + 1;
    }
    return this.#paid[low];
  }

  delete(invoice: EmulatedInvoice): void {
    const entry = this.#byHash.get(invoice.invoice.hash)!;
    entry.deleted = true;
    this.#byLabel.delete(entry.label);
    const { text } = invoice.invoice;
    this.#indexes.bump('invoices', 'deleted', { status: entry.status, label: entry.label, bolt11: text });
  }

  /** As `json_add_invoice_fields` in `lightningd/invoice.c` writes it. */
  fields(invoice: EmulatedInvoice): WireObject {
    const { hash, text, amountMsat, description, createdAtMs, expirySeconds } = invoice.invoice;
    const status = this.#statusOf(invoice);
    const updated = this.updatedIndex(invoice);
    const isPaid = status === 'paid';
    return {
      label: labelOf(invoice),
      bolt11: text,
      payment_hash: hash,
      amount_msat: amountMsat ?? undefined,
      status,
      pay_index: isPaid ? invoice.settleIndex : undefined,
      amount_received_msat: isPaid ? invoice.receivedMsat : undefined,
      paid_at: isPaid ? seconds(invoice.settledAtMs) : undefined,
      payment_preimage: isPaid ? invoice.preimage : undefined,
      description,
      expires_at: seconds(createdAtMs) + expirySeconds,
      created_index: invoice.addIndex,
      updated_index: updated === 0 ? undefined : updated,
    };
  }

  status(invoice: EmulatedInvoice): InvoiceStatus {
    return this.#statusOf(invoice);
  }

  /** An event may be lost; the table of the real one is never. Not at every call: it looks at all invoices. */
  #takeMissed(): void {
    const { nowMs } = this.#desk;
    if (nowMs < this.#lookedAtMs + LOOK_MS) return;
    this.#lookedAtMs = nowMs;
    for (const invoice of this.#desk.invoices()) this.take(invoice);
  }

  /** Invoices that others than this server made. */
  #takeNew(): void {
    for (const invoice of this.#desk.invoices()) {
      if (invoice.addIndex <= this.#taken) continue;
      this.#taken = invoice.addIndex;
      this.take(invoice);
    }
  }

  #enter(invoice: EmulatedInvoice): Entry {
    const label = labelOf(invoice);
    const { hash, text } = invoice.invoice;
    const entry: Entry = { hash, label, updatedIndex: 0, status: 'unpaid', deleted: false };
    this.#byHash.set(hash, entry);
    this.#byLabel.set(label, entry);
    this.#indexes.bump('invoices', 'created', { status: 'unpaid', label, bolt11: text });
    return entry;
  }

  #statusOf({ state, invoice }: EmulatedInvoice): InvoiceStatus {
    if (state === 'paid') return 'paid';
    const isOver = state === 'expired' || state === 'canceled';
    return isOver || this.#desk.nowMs > invoice.createdAtMs + invoice.expirySeconds * 1000
      ? 'expired'
      : 'unpaid';
  }
}

/** Every invoice has one here; those that were not made through this API get one. */
export function labelOf({ label, addIndex }: EmulatedInvoice): string {
  return label === '' ? `invoice-${addIndex}` : label;
}
