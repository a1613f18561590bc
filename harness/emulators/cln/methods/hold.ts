import { createHash } from 'node:crypto';
import type { EmulatedInvoice } from '../../desk.ts';
import type { ClnBooks } from '../cln-books.ts';
import { type Method, method } from '../method.ts';
import { anyText, hash, may, msat, need, u32 } from '../params.ts';
import { RpcError } from '../rpc-error.ts';
import type { WireObject } from '../wire-json.ts';

/** An error of a plugin that is written with `cln-plugin` and gives no code of its own. */
const PLUGIN_SAYS = -32700;
const HOUR_SECONDS = 3_600;

/** Boltz' plugin `hold`: it names the amount `amount`; `amount_msat`, `expiry` and `description` are ours. */
const holdinvoice = method(
  'holdinvoice',
  'invoice',
  {
    payment_hash: need(hash),
    amount: may(msat),
    amount_msat: may(msat),
    expiry: may(u32),
    description: may(anyText),
  },
  ({ payment_hash, amount, amount_msat, expiry = HOUR_SECONDS, description = '' }, { node }) => {
    const amountMsat = amount ?? amount_msat;
    if (amountMsat === undefined) throw new RpcError(PLUGIN_SAYS, 'missing field `amount`');
    if (node.desk.invoice(payment_hash) !== undefined)
      throw new RpcError(PLUGIN_SAYS, 'UNIQUE constraint failed: hold_invoices.payment_hash');
    const wish = { amountMsat, description, expirySeconds: expiry, holdHash: payment_hash };
    return { bolt11: node.desk.createInvoice(wish).invoice.text };
  },
);

const STATES = {
  open: 'unpaid',
  held: 'accepted',
  paid: 'paid',
  canceled: 'cancelled',
  expired: 'cancelled',
};

function holdFields(held: EmulatedInvoice): WireObject {
  const { invoice, state, preimage, addIndex, settledAtMs } = held;
  return {
    id: addIndex,
    payment_hash: invoice.hash,
    preimage: preimage === '' ? undefined : preimage,
    invoice: invoice.text,
    state: STATES[state],
    created_at: dateTime(invoice.createdAtMs),
    settled_at: settledAtMs === 0 ? undefined : dateTime(settledAtMs),
    htlcs: htlcsOf(held),
  };
}

/** What is held, or was settled, as if it had come in one part. */
function htlcsOf({ state, receivedMsat, invoice }: EmulatedInvoice): WireObject[] {
  if (receivedMsat === 0 || (state !== 'held' && state !== 'paid')) return [];
  return [{ state: STATES[state], msat: receivedMsat, created_at: dateTime(invoice.createdAtMs) }];
}

/** Without a time zone, as `chrono::NaiveDateTime` is written. */
function dateTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

const listholdinvoices = method(
  'listholdinvoices',
  'invoice',
  { payment_hash: may(hash), invoice: may(anyText) },
  ({ payment_hash, invoice }, { node }) => {
    const of = invoice === undefined ? payment_hash : hashIn(invoice, node);
    const one = of === undefined ? undefined : node.desk.invoice(of);
    const found = of === undefined ? node.desk.invoices() : one === undefined ? [] : [one];
    return { holdinvoices: found.filter(({ hold }) => hold).map(holdFields) };
  },
);

function hashIn(invoice: string, node: ClnBooks): string {
  try {
    return node.decode(invoice).hash;
  } catch {
    throw new RpcError(PLUGIN_SAYS, 'invalid invoice');
  }
}

const settleholdinvoice = method(
  'settleholdinvoice',
  'invoice',
  { preimage: need(hash) },
  ({ preimage }, call) => {
    const of = createHash('sha256').update(Buffer.from(preimage, 'hex')).digest('hex');
    const held = call.node.desk.invoice(of);
    if (held === undefined || !held.hold) throw new RpcError(PLUGIN_SAYS, 'invoice not found');
    if (held.state !== 'paid' && !call.node.desk.settleHold(of, preimage))
      throw new RpcError(PLUGIN_SAYS, 'no HTLCs to settle');
    return {};
  },
);

const cancelholdinvoice = method(
  'cancelholdinvoice',
  'invoice',
  { payment_hash: need(hash) },
  ({ payment_hash }, { node }) => {
    const held = node.desk.invoice(payment_hash);
    if (held === undefined || !held.hold) throw new RpcError(PLUGIN_SAYS, 'invoice not found');
    if (held.state !== 'canceled' && !node.desk.cancelInvoice(payment_hash))
      throw new RpcError(PLUGIN_SAYS, `could not cancel: invoice is ${STATES[held.state]}`);
    return {};
  },
);

export const HOLD: readonly Method[] = [holdinvoice, listholdinvoices, settleholdinvoice, cancelholdinvoice];
