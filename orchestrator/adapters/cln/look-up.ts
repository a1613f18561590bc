import type { NoAnswer } from '../asked.ts';
import type { Ending } from './deadline.ts';
import { hex32Of, msatOf, objectsOf, textOf } from './fields.ts';
import type { Json, JsonObject } from './json.ts';
import type { Rpc } from './rpc.ts';
import type { ClnError, ClnRows, ClnSendpay } from './said.ts';
import type { Heard } from './transport.ts';

/** Words that the rules know, or an answer that is none. */
export type Unread = { readonly kind: 'unread' };
export const UNREAD: Unread = { kind: 'unread' };

/**
 * The rows of a hash (adapters.md §4.4). `listpays` is asked where the rows alone would say "failed" or "none"; when it knows of
 * a success that the rows did not show yet, they are read once more.
 */
export async function lookUpRows(
  rpc: Rpc,
  hash: string,
  until: Ending,
): Promise<ClnRows | ClnError | NoAnswer | Unread> {
  for (let reading = 1; ; reading++) {
    const heard = await rpc.hear('query', 'listsendpays', { payment_hash: hash }, until);
    if (heard.kind !== 'result') return wordOf(heard);
    const rows = sendpaysOf(heard.value, hash);
    if (rows === null) return unread(rpc, 'listsendpays');
    if (rows.some(({ status }) => status !== 'failed')) return { kind: 'rows', rows, listpaysPending: false };

    const grouped = await rpc.hear('query', 'listpays', { payment_hash: hash }, until);
    if (grouped.kind !== 'result') return wordOf(grouped);
    const statuses = statusesOf(grouped.value);
    if (statuses === null) return unread(rpc, 'listpays');
    if (!statuses.has('complete')) return { kind: 'rows', rows, listpaysPending: statuses.has('pending') };
    if (reading === 2) return unread(rpc, 'listpays');
  }
}

/** What is neither result nor answer, as the rules call it. */
export function wordOf(heard: Exclude<Heard, { readonly kind: 'result' }>): ClnError | NoAnswer | Unread {
  switch (heard.kind) {
    case 'refused':
      return { kind: 'no_answer', why: 'refused' };
    case 'lost':
      return { kind: 'no_answer', why: heard.cause };
    case 'malformed':
      return UNREAD;
    default:
      return { kind: 'rpc_error', code: heard.code, message: heard.message };
  }
}

/** One row of a list, with its hash; null: it cannot be read, so nothing is known of its payment. */
export function sendpayOf(row: JsonObject): (ClnSendpay & { readonly hash: string }) | null {
  const hash = hex32Of(row, 'payment_hash');
  const status = textOf(row, 'status');
  if (hash === null || status === null) return null;
  const preimage = status === 'complete' ? hex32Of(row, 'payment_preimage') : '';
  if (preimage === null) return null;
  return {
    hash,
    groupid: groupidOf(row),
    status,
    amountMsat: msatOf(row, 'amount_msat'),
    amountSentMsat: msatOf(row, 'amount_sent_msat'),
    preimage,
  };
}

function sendpaysOf(result: Json, hash: string): ClnSendpay[] | null {
  const payments = objectsOf(result, 'payments');
  if (payments === null) return null;
  const rows: ClnSendpay[] = [];
  for (const payment of payments) {
    const row = sendpayOf(payment);
    // A row of another payment: this is not the answer to what we asked.
    if (row === null || row.hash !== hash) return null;
    const { hash: _, ...rest } = row;
    rows.push(rest);
  }
  return rows;
}

function groupidOf(row: JsonObject): string {
  const { groupid } = row;
  return typeof groupid === 'bigint' || typeof groupid === 'number' || typeof groupid === 'string'
    ? String(groupid)
    : '';
}

const STATUSES = new Set(['pending', 'complete', 'failed']);

function statusesOf(result: Json): ReadonlySet<string> | null {
  const pays = objectsOf(result, 'pays');
  if (pays === null) return null;
  const statuses = new Set(pays.map((pay) => textOf(pay, 'status') ?? ''));
  return [...statuses].every((status) => STATUSES.has(status)) ? statuses : null;
}

function unread(rpc: Rpc, method: string): Unread {
  rpc.trouble(method);
  return UNREAD;
}
