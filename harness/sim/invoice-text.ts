import type { PaymentHash } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { InvoiceDecoder } from '#orchestrator/ports/invoice';
import type { Network } from '#topologies/network';

/**
 * Invoices of the simulated network: readable text instead of signed BOLT 11, because a hundred thousand signatures
 * would prove nothing here. The fields are those that decide anything; the emulated and real environments use BOLT 11.
 */
export interface SimInvoice {
  readonly payee: number;
  readonly amountMsat: number;
  readonly expiresAtMs: number;
  readonly hash: string;
}

/** How the invoices of an environment are written and read. */
export interface InvoiceTexts {
  write(invoice: SimInvoice): string;
  /** The same of another network: nobody here can pay it. */
  writeElsewhere(invoice: SimInvoice): string;
  /** null: no invoice of this network. Runs for every call. */
  read(text: string): SimInvoice | null;
  readonly decode: InvoiceDecoder;
}

const PREFIX = 'lnsim1';
const ELSEWHERE = 'lntbs1';
const PREFIX_AND_COLON = `${PREFIX}:`;

export function invoiceText(invoice: SimInvoice): string {
  return `${PREFIX}:${invoice.payee}:${invoice.amountMsat}:${invoice.expiresAtMs}:${invoice.hash}`;
}

/** null when the text is no invoice of this network. Runs for every call: no array, no regular expression. */
export function parseInvoice(text: string): SimInvoice | null {
  if (!text.startsWith(PREFIX_AND_COLON)) return null;
  const afterPayee = text.indexOf(':', PREFIX_AND_COLON.length);
  const afterAmount = text.indexOf(':', afterPayee + 1);
  const afterExpiry = text.indexOf(':', afterAmount + 1);
  if (afterPayee === -1 || afterAmount === -1 || afterExpiry === -1) return null;
  const payee = Number(text.slice(PREFIX_AND_COLON.length, afterPayee));
  const amountMsat = Number(text.slice(afterPayee + 1, afterAmount));
  const expiresAtMs = Number(text.slice(afterAmount + 1, afterExpiry));
  const hash = text.slice(afterExpiry + 1);
  if (!Number.isSafeInteger(payee) || payee < 0) return null;
  if (!Number.isSafeInteger(amountMsat) || amountMsat < 0) return null;
  if (!Number.isFinite(expiresAtMs) || hash.length !== 64 || hash.includes(':')) return null;
  return { payee, amountMsat, expiresAtMs, hash };
}

export function invoiceDecoder(network: Pick<Network, 'nodes'>): InvoiceDecoder {
  return (text) => {
    const invoice = parseInvoice(text);
    const payee = invoice === null ? undefined : network.nodes[invoice.payee];
    if (invoice === null || payee === undefined) return { error: 'not an invoice of this network' };
    return {
      hash: invoice.hash as PaymentHash,
      payee: payee.name,
      amountMsat: msat(BigInt(invoice.amountMsat)),
      expiresAtMs: invoice.expiresAtMs,
    };
  };
}

/** What the simulation itself uses. */
export function simInvoices(network: Pick<Network, 'nodes'>): InvoiceTexts {
  return {
    write: invoiceText,
    writeElsewhere: (invoice) => invoiceText(invoice).replace(PREFIX, ELSEWHERE),
    read: parseInvoice,
    decode: invoiceDecoder(network),
  };
}
