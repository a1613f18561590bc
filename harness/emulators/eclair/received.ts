import type { EmulatedInvoice } from '../desk.ts';
import { required } from './form.ts';
import { invoiceField } from './invoice-field.ts';
import { invoiceJson } from './invoice-json.ts';
import { type EclairNode, fieldHash, query } from './method.ts';
import { pageOf, spanOf } from './paging.ts';
import { illegal, missing, NOT_FOUND, notEmulated, thrown } from './refusal.ts';
import { timestamp } from './timestamp.ts';

const EXPIRY_S = 3600;

export const createInvoice = query('invoice', (form, { desk }) => {
  const description = form.text('description');
  const descriptionHash = form.bytes32('descriptionHash');
  const amountMsat = form.long('amountMsat') ?? null;
  const expirySeconds = form.long('expireIn') ?? EXPIRY_S;
  const preimage = form.bytes32('paymentPreimage');
  if ((description === undefined) === (descriptionHash === undefined))
    throw thrown(
      "Either 'description' (string) or 'descriptionHash' (sha256 hash of description string) must be supplied",
    );
  if (description === undefined) throw notEmulated('createinvoice with descriptionHash');
  if (amountMsat !== null && amountMsat <= 0) throw illegal('requirement failed: amount is not valid');
  const wish = { amountMsat, description, expirySeconds, ...(preimage !== undefined && { preimage }) };
  return invoiceJson(desk.createInvoice(wish).invoice);
});

export const parseInvoice = query('info', (form, { desk }) => invoiceJson(invoiceField(desk, form)));

export const getInvoice = query(
  'invoice',
  (form, node) => invoiceJson(known(required('paymentHash', form.bytes32('paymentHash')), node).invoice),
  fieldHash,
);

export const listInvoices = query('invoice', (form, node) => {
  const page = pageOf(form);
  const span = spanOf(form, node.desk.nowMs);
  return page
    .of(all(node).filter(({ invoice }) => span(invoice.createdAtMs)))
    .map(({ invoice }) => invoiceJson(invoice));
});

export const listPendingInvoices = query('invoice', (form, node) => {
  const page = pageOf(form);
  const span = spanOf(form, node.desk.nowMs);
  const pending = all(node).filter(({ state, invoice }) => isPending(state) && span(invoice.createdAtMs));
  return page.of(pending).map(({ invoice }) => invoiceJson(invoice));
});

/** Says that it is deleted also when there was none. */
export const deleteInvoice = query(
  'invoice',
  (form, { desk, deleted }) => {
    const hash = required('paymentHash', form.bytes32('paymentHash'));
    if (desk.invoice(hash)?.state === 'paid') throw illegal('Cannot remove a received incoming payment');
    if (desk.invoice(hash) !== undefined) {
      desk.cancelInvoice(hash);
      deleted.add(hash);
    }
    return `deleted invoice ${hash}`;
  },
  fieldHash,
);

export const getReceivedInfo = query(
  'invoice',
  (form, node) => {
    const hash = form.bytes32('paymentHash');
    if (hash === undefined && form.text('invoice') === undefined) throw missing('paymentHash');
    return incomingPayment(known(hash ?? invoiceField(node.desk, form).hash, node));
  },
  fieldHash,
);

export const listReceivedPayments = query('invoice', (form, node) => {
  const page = pageOf(form);
  const span = spanOf(form, node.desk.nowMs);
  const paid = all(node).filter(({ state, settledAtMs }) => state === 'paid' && span(settledAtMs));
  return page.of(paid).map(incomingPayment);
});

/** @throws Refusal 404 */
function known(hash: string, { desk, deleted }: EclairNode): EmulatedInvoice {
  const invoice = desk.invoice(hash);
  if (invoice === undefined || deleted.has(hash) || invoice.state === 'canceled') throw NOT_FOUND;
  return invoice;
}

function all({ desk, deleted }: EclairNode): EmulatedInvoice[] {
  return desk.invoices().filter(({ invoice, state }) => state !== 'canceled' && !deleted.has(invoice.hash));
}

function isPending(state: EmulatedInvoice['state']): boolean {
  return state === 'open' || state === 'held';
}

/** Eclair shows the preimage of an invoice that is not paid too: whoever asks is the payee. */
function incomingPayment({ invoice, state, preimage, receivedMsat, settledAtMs }: EmulatedInvoice): object {
  return {
    invoice: invoiceJson(invoice),
    paymentPreimage: preimage,
    paymentType: 'Standard',
    createdAt: timestamp(invoice.createdAtMs),
    status:
      state === 'paid'
        ? { type: 'received', amount: receivedMsat, receivedAt: timestamp(settledAtMs) }
        : { type: isPending(state) ? 'pending' : 'expired' },
  };
}
