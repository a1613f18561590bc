import type { EmulatedInvoice } from '../../desk.ts';
import { type Call, type Method, method } from '../method.ts';
import { anyText, hash, index, may, need, oneOf, u32, u64 } from '../params.ts';
import { LIGHTNINGD, RpcError } from '../rpc-error.ts';
import { type PartRow, paymentFields } from '../sendpay-rows.ts';
import { INDEX_NAMES, SUBSYSTEMS } from '../wait-indexes.ts';

const wait = method(
  'wait',
  'stream',
  {
    subsystem: need(oneOf(SUBSYSTEMS, 'unknown subsystem')),
    indexname: need(oneOf(INDEX_NAMES, 'unknown index')),
    nextvalue: need(index),
  },
  ({ subsystem, indexname, nextvalue }, { node, answer }) => {
    node.indexes.wait(subsystem, indexname, nextvalue, answer);
    return undefined;
  },
);

const waitanyinvoice = method(
  'waitanyinvoice',
  'stream',
  { lastpay_index: may(index), timeout: may(index) },
  ({ lastpay_index = 0, timeout }, call) => {
    const { node } = call;
    const found = node.invoices.paidAfter(lastpay_index);
    if (found !== undefined) return node.invoices.fields(found);
    const stop = node.waiting.onInvoice(({ invoice }) => {
      const paid = node.invoices.byHash(invoice.hash);
      if (paid === undefined || paid.settleIndex <= lastpay_index) return;
      stop();
      call.answer(node.invoices.fields(paid));
    });
    const late = () => {
      stop();
      call.refuse(new RpcError(904, 'Timed out while waiting for invoice to be paid'));
    };
    if (timeout === 0) late();
    else if (timeout !== undefined) node.desk.later(timeout * 1000, late);
    return undefined;
  },
);

const waitinvoice = method('waitinvoice', 'stream', { label: need(anyText) }, ({ label }, call) => {
  const { node } = call;
  const found = node.invoices.byLabel(label);
  if (found === undefined) throw new RpcError(LIGHTNINGD, 'Label not found');
  if (ends(call, found)) return undefined;
  const { hash: of, createdAtMs, expirySeconds } = found.invoice;
  const stop = node.waiting.onInvoice(({ invoice }) => {
    if (invoice.hash === of) again();
  });
  const again = () => {
    const now = node.invoices.byHash(of);
    if (now === undefined) call.refuse(new RpcError(LIGHTNINGD, 'Invoice deleted during wait'));
    else if (!ends(call, now)) return;
    stop();
  };
  node.desk.later(createdAtMs + expirySeconds * 1000 + 1 - node.desk.nowMs, again);
  return undefined;
});

/** Answers with what the invoice has become; false: it may still be paid. */
function ends({ node, answer, refuse }: Call, invoice: EmulatedInvoice): boolean {
  const fields = node.invoices.fields(invoice);
  if (fields.status === 'paid') answer(fields);
  else if (fields.status === 'expired') refuse(new RpcError(903, 'invoice expired during wait', fields));
  return fields.status !== 'unpaid';
}

/**
 * Who names no part asks for part 0, which xpay never makes: 208 also of what was paid (core-lightning-observed.md §4). Who
 * names no group asks for the last one.
 */
const waitsendpay = method(
  'waitsendpay',
  'lookup',
  { payment_hash: need(hash), timeout: may(u32), partid: may(u64), groupid: may(u64) },
  ({ payment_hash, timeout, partid = 0n, groupid }, call) => {
    const { node } = call;
    const { rows } = node.rows.of(payment_hash);
    const group = groupid?.toString() ?? rows.at(-1)?.groupid;
    const row = rows.find((one) => one.groupid === group && BigInt(one.partid) === partid);
    if (row === undefined)
      throw new RpcError(208, `Never attempted payment part ${partid} for '${payment_hash}'`);
    if (row.status !== 'pending') {
      endOf(call, row);
      return undefined;
    }
    const stop = node.waiting.untilPart(row, () => endOf(call, row));
    if (timeout !== undefined)
      node.desk.later(timeout * 1000, () => {
        stop();
        call.refuse(new RpcError(200, 'Timed out while waiting'));
      });
    return undefined;
  },
);

/** Why it failed only xpay could read: its onions are not lightningd's, so that says 202 of every failed part. */
function endOf({ node, answer, refuse }: Call, row: PartRow): void {
  const fields = paymentFields(row, node.rows.invoiceOf(row.hash));
  if (row.status === 'complete') answer(fields);
  else refuse(new RpcError(202, 'Malformed error reply', { ...fields, onionreply: fields.erroronion }));
}

export const WAITS: readonly Method[] = [wait, waitanyinvoice, waitinvoice, waitsendpay];
