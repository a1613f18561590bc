import type { PaymentHash, Preimage } from '../../domain/ids.ts';
import { MSAT_MAX, type Msat } from '../../domain/money.ts';
import {
  type CreatedInvoice,
  type InvoiceOrder,
  NodeRefused,
  type PayeeInvoice,
} from '../../ports/lightning-node.ts';
import type { LndConnection } from './connection.ts';
import type { Enum, Invoice } from './messages.ts';
import { lndMethods } from './methods.ts';
import { isPreimage, wordOf } from './read-payment.ts';
import { ASK_TIMEOUT_MS, askOrRefuse, refusalOf } from './refusal.ts';

/** @throws NodeRefused */
export async function createInvoice(at: LndConnection, order: InvoiceOrder): Promise<CreatedInvoice> {
  const { addInvoice, addHoldInvoice } = lndMethods();
  const { amountMsat, description, expirySeconds, preimage, holdHash } = order;
  // 0: the payer chooses.
  const terms = { memo: description, value_msat: String(amountMsat ?? 0n), expiry: String(expirySeconds) };
  if (holdHash !== undefined) {
    const made = await askOrRefuse(at, addHoldInvoice, { ...terms, hash: Buffer.from(holdHash, 'hex') });
    return created(at, addHoldInvoice.name, holdHash, made.payment_request);
  }
  const request = { ...terms, ...(preimage !== undefined && { r_preimage: Buffer.from(preimage, 'hex') }) };
  const made = await askOrRefuse(at, addInvoice, request, preimage);
  return created(at, addInvoice.name, made.r_hash.toString('hex'), made.payment_request);
}

function created(at: LndConnection, call: string, hash: string, text: string): CreatedInvoice {
  if (hash.length !== 64 || text === '')
    throw new NodeRefused(
      'malformed',
      at.node,
      call,
      'an answer without a payment hash or without an invoice',
    );
  return { hash: hash as PaymentHash, text };
}

/** null: LND says that it has no such invoice; any other error is no answer. @throws NodeRefused */
export async function invoiceOf(at: LndConnection, hash: PaymentHash): Promise<PayeeInvoice | null> {
  const { lookupInvoice } = lndMethods();
  const said = await at.ask(lookupInvoice, { r_hash: Buffer.from(hash, 'hex') }, ASK_TIMEOUT_MS);
  if ('answer' in said) return payeeInvoice(at, hash, said.answer);
  const { fault } = said;
  const isUnknown =
    fault.kind === 'status' && /unable to locate invoice|there are no existing invoices/.test(fault.text);
  if (isUnknown) return null;
  throw refusalOf(at, lookupInvoice.name, fault);
}

function payeeInvoice(at: LndConnection, hash: PaymentHash, invoice: Invoice): PayeeInvoice {
  const state = stateOf(invoice.state);
  const receivedMsat = BigInt(invoice.amt_paid_msat);
  if (
    state === null ||
    invoice.r_hash.toString('hex') !== hash ||
    receivedMsat < 0n ||
    receivedMsat > MSAT_MAX
  )
    throw new NodeRefused(
      'malformed',
      at.node,
      lndMethods().lookupInvoice.name,
      `an answer of another invoice, or in a state that is not known (${wordOf(invoice.state)})`,
    );
  const preimage = invoice.r_preimage.toString('hex');
  return { hash, state, receivedMsat: receivedMsat as Msat, preimage: isPreimage(preimage) ? preimage : '' };
}

/**
 * `Invoice.InvoiceState`; null: not known. LND itself cancels what has expired, and what it has not cancelled yet it may
 * still accept: it is never called expired from here.
 */
export function stateOf(state: Enum): PayeeInvoice['state'] | null {
  switch (state) {
    case 'OPEN':
      return 'open';
    case 'ACCEPTED':
      return 'held';
    case 'SETTLED':
      return 'paid';
    case 'CANCELED':
      return 'canceled';
    default:
      return null;
  }
}

/** Also of one that is settled already. @throws NodeRefused */
export async function settleInvoice(at: LndConnection, preimage: Preimage): Promise<void> {
  await askOrRefuse(at, lndMethods().settleInvoice, { preimage: Buffer.from(preimage, 'hex') }, preimage);
}

/** Also of one that is cancelled already. @throws NodeRefused */
export async function cancelInvoice(at: LndConnection, hash: PaymentHash): Promise<void> {
  await askOrRefuse(at, lndMethods().cancelInvoice, { payment_hash: Buffer.from(hash, 'hex') });
}
