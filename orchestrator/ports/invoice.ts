import type { PaymentHash } from '../domain/ids.ts';
import type { Msat } from '../domain/money.ts';

/** The fields of a BOLT 11 invoice that decide anything. */
export interface DecodedInvoice {
  readonly hash: PaymentHash;
  readonly payee: string;
  /** null: the invoice leaves the amount to the payer. */
  readonly amountMsat: Msat | null;
  readonly expiresAtMs: number;
}

/** Decoding is pure; a text that cannot be decoded is an answer (why), not an exception. */
export type InvoiceDecoder = (text: string) => DecodedInvoice | { readonly error: string };
