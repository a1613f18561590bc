import type { ClnBooks } from '../cln-books.ts';
import { type Method, method } from '../method.ts';
import { anyText, hash, index, may, need, oneOf, u32, u64 } from '../params.ts';
import { badParam, invalidParams, RpcError } from '../rpc-error.ts';
import { type PartRow, paymentFields, seconds } from '../sendpay-rows.ts';
import { INDEX_NAMES } from '../wait-indexes.ts';
import type { Wire, WireObject } from '../wire-json.ts';

const STATUSES = ['pending', 'complete', 'failed'] as const;

const LISTED = {
  bolt11: may(anyText),
  payment_hash: may(hash),
  status: may(oneOf(STATUSES, 'should be an invoice status')),
  index: may(oneOf(INDEX_NAMES, 'unknown index')),
  start: may(index),
  limit: may(u32),
};

type Listed = {
  readonly bolt11: string | undefined;
  readonly payment_hash: string | undefined;
  readonly status: (typeof STATUSES)[number] | undefined;
  readonly index: (typeof INDEX_NAMES)[number] | undefined;
  readonly start: number | undefined;
  readonly limit: number | undefined;
};

/** The rows that `listsendpays` shows. Of a hash it shows all, whatever status is asked for (`json_listsendpays`). */
function selected({ bolt11, payment_hash, status, index: by, start = 0, limit }: Listed, node: ClnBooks) {
  if (bolt11 !== undefined && payment_hash !== undefined)
    throw invalidParams('Can only specify one of {bolt11} or {payment_hash}');
  if (start !== 0 && by === undefined) throw invalidParams('Can only specify {start} with {index}');
  if (limit !== undefined && by === undefined) throw invalidParams('Can only specify {limit} with {index}');
  const of = bolt11 === undefined ? payment_hash : hashIn(bolt11, node);
  if (of !== undefined) {
    if (start !== 0) throw invalidParams('Cannot use start with bolt11 or payment_hash');
    return node.rows.of(of).rows;
  }
  const most = limit ?? Number.POSITIVE_INFINITY;
  const order = by === 'updated' ? 'updated' : 'created';
  if (status === undefined) return node.rows.list(order, start, most);
  return node.rows
    .list(order, start, Number.POSITIVE_INFINITY)
    .filter((row) => row.status === status)
    .slice(0, most);
}

function hashIn(bolt11: string, node: ClnBooks): string {
  try {
    return node.decode(bolt11).hash;
  } catch {
    throw invalidParams('Invalid invstring: Bad bech32 string');
  }
}

const listsendpays = method('listsendpays', 'lookup', LISTED, (asked, { node }) => ({
  payments: selected(asked, node).map((row) => paymentFields(row, node.rows.invoiceOf(row.hash))),
}));

/**
 * One entry for each (hash, groupid), made of the rows that `listsendpays` shows: a filter by status, `start` and `limit` cut
 * groups apart, so sums and states of such entries may be wrong (adapters.md §4.3, `plugins/xpay/listpays.c`).
 */
const listpays = method('listpays', 'lookup', LISTED, (asked, { node }) => {
  const groups = new Map<string, PartRow[]>();
  for (const row of selected(asked, node)) {
    const key = `${row.hash} ${row.groupid}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return { pays: [...groups.values()].map((group) => payFields(group, node)) };
});

function payFields(group: readonly PartRow[], node: ClnBooks): WireObject {
  const { hash: of, groupid, createdAtMs, label } = group[0]!;
  const invoice = node.rows.invoiceOf(of);
  const standing = group.filter(({ status }) => status !== 'failed');
  const complete = group.filter(({ status }) => status === 'complete');
  const completedAtMs = Math.min(...complete.map((row) => row.completedAtMs));
  const updated = Math.max(...group.map(({ updatedIndex }) => updatedIndex));
  return {
    bolt11: invoice?.bolt11,
    destination: invoice?.destination,
    payment_hash: of,
    status:
      complete.length > 0
        ? 'complete'
        : standing.length > 0 || isAtWork(of, groupid, node)
          ? 'pending'
          : 'failed',
    created_at: seconds(createdAtMs),
    completed_at: complete.length === 0 ? undefined : seconds(completedAtMs),
    label: label === '' ? undefined : label,
    preimage: complete.at(-1)?.preimage,
    amount_msat: standing.length === 0 ? undefined : sum(standing, ({ amountMsat }) => amountMsat),
    amount_sent_msat: sum(standing, ({ amountSentMsat }) => amountSentMsat),
    number_of_parts: standing.length > 1 ? standing.length : undefined,
    created_index: Math.min(...group.map(({ createdIndex }) => createdIndex)),
    updated_index: updated === 0 ? undefined : updated,
  };
}

/** Between two attempts of xpay nothing is out and nothing has failed: it works on the last group only. */
function isAtWork(of: string, groupid: string, node: ClnBooks): boolean {
  const { rows, ongoing } = node.rows.of(of);
  return ongoing && rows.at(-1)?.groupid === groupid;
}

function sum(rows: readonly PartRow[], of: (row: PartRow) => bigint): bigint {
  return rows.reduce((total, row) => total + of(row), 0n);
}

function endedStatus(name: string, value: Wire): 'complete' | 'failed' {
  const status = oneOf(STATUSES, 'should be an invoice status')(name, value);
  if (status === 'pending') throw badParam(name, 'Cannot delete pending status');
  return status;
}

/** Takes the rows off the lists; the state machine still knows them, so unlike the real one it does not pay again. */
const delpay = method(
  'delpay',
  'info',
  { payment_hash: need(hash), status: need(endedStatus), partid: may(u64), groupid: may(u64) },
  ({ payment_hash, status, partid, groupid }, { node }) => {
    if ((partid === undefined) !== (groupid === undefined))
      throw invalidParams('Must set both partid and groupid, or neither');
    const { rows } = node.rows.of(payment_hash);
    if (rows.length === 0) throw new RpcError(208, `Unknown payment with payment_hash: ${payment_hash}`);
    const named = rows.filter(
      (row) =>
        (partid === undefined || BigInt(row.partid) === partid) &&
        (groupid === undefined || BigInt(row.groupid) === groupid),
    );
    const found = named.filter((row) => row.status === status);
    const other = named.findLast((row) => row.status !== status);
    if (found.length === 0 && other !== undefined)
      throw new RpcError(
        208,
        `Payment with hash ${payment_hash} has ${other.status} status but it different from the one provided ${status}`,
      );
    if (found.length === 0)
      throw new RpcError(208, 'No payment for that payment_hash with that partid and groupid');
    node.rows.delete(found);
    return { payments: found.map((row) => paymentFields(row, node.rows.invoiceOf(row.hash))) };
  },
);

export const RECORDS: readonly Method[] = [listsendpays, listpays, delpay];
