import { createHash } from 'node:crypto';
import type { EmulatedInvoice } from '../../desk.ts';
import { decodePayReq } from '../decode.ts';
import { GRPC } from '../grpc-codes.ts';
import type { LndHost, Method } from '../host.ts';
import type { Fields } from '../protos.ts';
import { Refusal, refuse } from '../refusal.ts';
import { bytes, hexOf, numberOf, sat, seconds } from '../values.ts';
import { INVOICE_FEATURES, invoiceMessage } from './invoice-message.ts';

/** When a list is asked for without a limit. */
const INVOICES_MAX = 100;

/** `invoices.ErrInvoiceNotFound`. */
const NOT_FOUND = 'unable to locate invoice';

function known({ desk }: LndHost, hash: string): EmulatedInvoice {
  const entry = desk.invoice(hash);
  if (entry === undefined) throw new Refusal({ code: GRPC.notFound, text: NOT_FOUND });
  return entry;
}

export const lookupInvoice: Method = (call, host) => {
  const { r_hash, r_hash_str } = call.request;
  const hash = hexOf(r_hash) || String(r_hash_str ?? '');
  if (hash.length !== 64) refuse(`payment hash must be exactly 32 bytes, is instead ${hash.length / 2}`);
  call.finish(invoiceMessage(host, known(host, hash)));
};

/** By hash, or by payment address. */
export const lookupInvoiceV2: Method = (call, host) => {
  const hash = hexOf(call.request.payment_hash);
  const address = hexOf(call.request.payment_addr);
  if (hash === '' && address === '') refuse('invoice ref must be specified');
  const byAddress = host.desk.invoices().find(({ invoice }) => invoice.paymentSecret === address);
  call.finish(invoiceMessage(host, known(host, hash || (byAddress?.invoice.hash ?? ''))));
};

export const listInvoices: Method = (call, host) => {
  const { index_offset, num_max_invoices, reversed, pending_only } = call.request;
  const offset = numberOf(index_offset);
  const max = numberOf(num_max_invoices) || INVOICES_MAX;
  const from = numberOf(call.request.creation_date_start);
  const until = numberOf(call.request.creation_date_end) || Number.POSITIVE_INFINITY;
  const matching = host.desk.invoices().filter((entry) => {
    const created = Number(seconds(entry.invoice.createdAtMs));
    if (created < from || created > until) return false;
    return pending_only !== true || entry.state === 'open' || entry.state === 'held';
  });
  const page =
    reversed === true
      ? matching.filter(({ addIndex }) => offset === 0 || addIndex < offset).slice(-max)
      : matching.filter(({ addIndex }) => addIndex > offset).slice(0, max);
  call.finish({
    invoices: page.map((entry) => invoiceMessage(host, entry)),
    first_index_offset: String(page[0]?.addIndex ?? 0),
    last_index_offset: String(page.at(-1)?.addIndex ?? 0),
  });
};

/** `SettleHodlInvoice`: a second time is no error. */
export const settleInvoice: Method = (call, host) => {
  const preimage = hexOf(call.request.preimage);
  if (preimage.length !== 64) refuse(`invalid preimage length of ${preimage.length / 2}, want 32`);
  const entry = host.desk.invoice(hashOfPreimage(preimage));
  if (entry === undefined) refuse(NOT_FOUND);
  if (entry.state === 'open') refuse('invoice still open');
  if (entry.state === 'canceled' || entry.state === 'expired') refuse('invoice already canceled');
  if (entry.state === 'held' && !host.desk.settleHold(entry.invoice.hash, preimage))
    refuse('invoice still open');
  call.finish({});
};

/** A second time is no error. */
export const cancelInvoice: Method = (call, host) => {
  const hash = hexOf(call.request.payment_hash);
  if (hash.length !== 64) refuse(`invalid hash length of ${hash.length / 2}, want 32`);
  const entry = host.desk.invoice(hash);
  if (entry === undefined) refuse(NOT_FOUND);
  if (entry.state === 'paid') refuse('invoice already settled');
  if (entry.state === 'open' || entry.state === 'held') host.desk.cancelInvoice(hash);
  call.finish({});
};

export const decode: Method = (call, { desk, nodes }) => {
  const invoice = decodePayReq(desk, String(call.request.pay_req));
  nodes.saw(invoice);
  call.finish(payReqMessage(invoice));
};

function payReqMessage(invoice: EmulatedInvoice['invoice']): Fields {
  const amountMsat = invoice.amountMsat ?? 0;
  return {
    destination: invoice.payeePubkey,
    payment_hash: invoice.hash,
    num_satoshis: sat(amountMsat),
    timestamp: seconds(invoice.createdAtMs),
    expiry: String(invoice.expirySeconds),
    description: invoice.description,
    cltv_expiry: String(invoice.minFinalCltvBlocks),
    payment_addr: bytes(invoice.paymentSecret),
    num_msat: String(amountMsat),
    features: INVOICE_FEATURES,
  };
}

function hashOfPreimage(preimage: string): string {
  return createHash('sha256').update(bytes(preimage)).digest('hex');
}
