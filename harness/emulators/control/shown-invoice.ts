import type { EmulatedInvoice } from '../desk.ts';
import type { InvoiceShown } from './shown.ts';

/** `heldPreimages`: of hold invoices that the control API made, whose payee does not know them. */
export function shownInvoice(
  node: string,
  { invoice, state, hold, receivedMsat, preimage, settledAtMs }: EmulatedInvoice,
  heldPreimages: ReadonlyMap<string, string>,
): InvoiceShown {
  const { hash, text, amountMsat, description, createdAtMs, expirySeconds } = invoice;
  return {
    node,
    hash,
    bolt11: text,
    state,
    hold,
    amountMsat,
    receivedMsat,
    preimage: preimage === '' ? (heldPreimages.get(hash) ?? '') : preimage,
    description,
    createdAtMs,
    expiresAtMs: createdAtMs + expirySeconds * 1000,
    settledAtMs,
  };
}
