import { createHash } from 'node:crypto';
import type { EmulatedInvoice, InvoiceWish } from '../../desk.ts';
import type { ClnBooks } from '../cln-books.ts';
import { type Method, method } from '../method.ts';
import { anyText, anything, flag, hash, index, may, msat, need, oneOf, texts, u32, u64 } from '../params.ts';
import { badParam, invalidParams, LIGHTNINGD, RpcError } from '../rpc-error.ts';
import { seconds } from '../sendpay-rows.ts';
import { INDEX_NAMES } from '../wait-indexes.ts';
import type { Wire, WireObject } from '../wire-json.ts';
import { incomingMsat } from './channels.ts';

const WEEK_SECONDS = 604_800;

function msatOrAny(name: string, value: Wire): number | 'any' {
  if (value === 'any') return 'any';
  const amountMsat = msat(name, value);
  if (amountMsat === 0) throw badParam(name, "should be positive msat or 'any'");
  return amountMsat;
}

const invoice = method(
  'invoice',
  'invoice',
  {
    amount_msat: need(msatOrAny),
    label: need(anyText),
    description: need(anyText),
    expiry: may(u64),
    fallbacks: may(texts),
    preimage: may(anyText),
    exposeprivatechannels: may(anything),
    cltv: may(u32),
    deschashonly: may(flag),
  },
  ({ amount_msat, label, description, expiry = BigInt(WEEK_SECONDS), preimage }, { node }) => {
    if (Buffer.byteLength(description) > 639)
      throw invalidParams(
        `Description greater than 639 bytes invalid (description length ${Buffer.byteLength(description)})`,
      );
    if (preimage !== undefined && !/^[0-9a-f]{64}$/i.test(preimage))
      throw badParam('preimage', 'should be 64 hex digits');
    if (preimage !== undefined && node.desk.invoice(hashOf(preimage)) !== undefined)
      throw new RpcError(901, 'preimage already used');
    if (node.invoices.usesLabel(label)) throw new RpcError(900, `Duplicate label '${label}'`);
    const made = create(node, {
      amountMsat: amount_msat === 'any' ? null : amount_msat,
      description,
      expirySeconds: Number(expiry),
      label,
      ...(preimage !== undefined && { preimage: preimage.toLowerCase() }),
    });
    return {
      payment_hash: made.invoice.hash,
      expires_at: seconds(made.invoice.createdAtMs) + made.invoice.expirySeconds,
      bolt11: made.invoice.text,
      payment_secret: made.invoice.paymentSecret,
      created_index: made.addIndex,
      ...warnings(node, made.invoice.amountMsat ?? 1),
    };
  },
);

/** What others took before this server looked, and what no invoice can be, the desk refuses. */
function create(node: ClnBooks, wish: InvoiceWish): EmulatedInvoice {
  let made: EmulatedInvoice;
  try {
    made = node.desk.createInvoice(wish);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const isTaken = node.invoices.byLabel(wish.label ?? '') !== undefined;
    throw isTaken
      ? new RpcError(900, `Duplicate label '${wish.label}'`)
      : new RpcError(LIGHTNINGD, error.message);
  }
  node.invoices.take(made);
  return made;
}

function warnings(node: ClnBooks, amountMsat: number): WireObject {
  if (incomingMsat(node, false) < amountMsat)
    return { warning_capacity: 'Insufficient incoming channel capacity to pay invoice' };
  if (incomingMsat(node, true) < amountMsat)
    return { warning_offline: 'Insufficient incoming capacity, once offline peers were excluded' };
  return {};
}

function hashOf(preimage: string): string {
  return createHash('sha256').update(Buffer.from(preimage, 'hex')).digest('hex');
}

const listinvoices = method(
  'listinvoices',
  'invoice',
  {
    label: may(anyText),
    invstring: may(anyText),
    payment_hash: may(hash),
    offer_id: may(hash),
    index: may(oneOf(INDEX_NAMES, 'unknown index')),
    start: may(index),
    limit: may(u32),
  },
  ({ label, invstring, payment_hash, offer_id, index: by, start = 0, limit }, { node }) => {
    if ([label, invstring, payment_hash, offer_id].filter((one) => one !== undefined).length > 1)
      throw invalidParams('Can only specify one of {label}, {invstring}, {payment_hash} or {offer_id}');
    if (start !== 0 && by === undefined) throw invalidParams('Can only specify {start} with {index}');
    if (limit !== undefined && by === undefined) throw invalidParams('Can only specify {limit} with {index}');
    const one = (found: EmulatedInvoice | undefined) => (found === undefined ? [] : [found]);
    const found =
      label !== undefined
        ? one(node.invoices.byLabel(label))
        : invstring !== undefined
          ? one(node.invoices.byHash(hashIn(node, invstring)))
          : payment_hash !== undefined
            ? one(node.invoices.byHash(payment_hash))
            : paged(node, by, start, limit);
    return { invoices: found.map((each) => node.invoices.fields(each)) };
  },
);

function paged(node: ClnBooks, by: string | undefined, start: number, limit = Number.POSITIVE_INFINITY) {
  const at = (one: EmulatedInvoice) => (by === 'updated' ? node.invoices.updatedIndex(one) : one.addIndex);
  return node.invoices
    .all()
    .filter((one) => at(one) >= start)
    .sort((a, b) => at(a) - at(b))
    .slice(0, limit);
}

function hashIn(node: ClnBooks, invstring: string): string {
  try {
    return node.decode(invstring).hash;
  } catch {
    throw invalidParams('Invalid invstring');
  }
}

const delinvoice = method(
  'delinvoice',
  'invoice',
  { label: need(anyText), status: need(anyText), desconly: may(flag) },
  ({ label, status }, { node }) => {
    const found = node.invoices.byLabel(label);
    if (found === undefined) throw new RpcError(905, 'Unknown invoice');
    const actual = node.invoices.status(found);
    if (actual !== status)
      throw new RpcError(906, `Invoice status is ${actual} not ${status}`, {
        current_status: actual,
        expected_status: status,
      });
    const fields = node.invoices.fields(found);
    node.invoices.delete(found);
    // What is not there any more is refused, as an invoice that was never made.
    if (actual === 'unpaid') node.desk.cancelInvoice(found.invoice.hash);
    return fields;
  },
);

export const INVOICES: readonly Method[] = [invoice, listinvoices, delinvoice];
