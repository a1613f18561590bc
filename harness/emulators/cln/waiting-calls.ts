import type { EmulatedInvoice } from '../desk.ts';
import type { PartRow } from './sendpay-rows.ts';

type Tell<Of> = (of: Of) => void;

/** Calls that end when something in the tables changes. The daemon's memory: a restart forgets them. */
export class WaitingCalls {
  readonly #parts = new Map<string, Set<Tell<PartRow>>>();
  readonly #invoices = new Set<Tell<EmulatedInvoice>>();

  /** A part is complete or failed now. */
  partChanged(row: PartRow): void {
    if (row.status === 'pending') return;
    const key = partKey(row.hash, row.partid, row.groupid);
    const waiting = this.#parts.get(key);
    if (waiting === undefined) return;
    this.#parts.delete(key);
    for (const tell of waiting) tell(row);
  }

  untilPart(row: PartRow, tell: Tell<PartRow>): () => void {
    const key = partKey(row.hash, row.partid, row.groupid);
    const waiting = this.#parts.get(key) ?? new Set();
    this.#parts.set(key, waiting.add(tell));
    return () => waiting.delete(tell);
  }

  invoiceChanged(invoice: EmulatedInvoice): void {
    for (const tell of [...this.#invoices]) tell(invoice);
  }

  /** Told of every change until the returned function is called. */
  onInvoice(tell: Tell<EmulatedInvoice>): () => void {
    this.#invoices.add(tell);
    return () => this.#invoices.delete(tell);
  }

  forget(): void {
    this.#parts.clear();
    this.#invoices.clear();
  }
}

function partKey(hash: string, partid: number, groupid: string): string {
  return `${hash}/${partid}/${groupid}`;
}
