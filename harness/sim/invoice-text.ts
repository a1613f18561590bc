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

const PREFIX = 'lnsim1';

export function invoiceText(invoice: SimInvoice): string {
  return `${PREFIX}:${invoice.payee}:${invoice.amountMsat}:${invoice.expiresAtMs}:${invoice.hash}`;
}

/** null when the text is no invoice of this network. */
export function parseInvoice(text: string): SimInvoice | null {
  const [prefix, payee, amountMsat, expiresAtMs, hash, ...rest] = text.split(':');
  if (prefix !== PREFIX || hash === undefined || rest.length > 0 || hash.length !== 64) return null;
  const invoice = {
    payee: Number(payee),
    amountMsat: Number(amountMsat),
    expiresAtMs: Number(expiresAtMs),
    hash,
  };
  const whole = [invoice.payee, invoice.amountMsat].every(
    (value) => Number.isSafeInteger(value) && value >= 0,
  );
  return whole && Number.isFinite(invoice.expiresAtMs) ? invoice : null;
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
