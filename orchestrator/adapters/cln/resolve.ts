import type { Preimage } from '../../domain/ids.ts';
import type { Msat } from '../../domain/money.ts';
import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { FailureReason } from '../../domain/outcome.ts';
import type { Asked } from '../asked.ts';
import { withoutAnswer } from '../asked.ts';
import { feeOrUnknown } from '../fee.ts';
import type { ClnLookupSaid, ClnRows, ClnSendpay } from './said.ts';

/**
 * What Core Lightning's rows mean (adapters.md §4.4; core-lightning-observed.md wins where they differ). All rows of a
 * hash together, never one of them.
 *
 * | rows of `listsendpays`, and `listpays`    | answer      | source                                                    |
 * |-------------------------------------------|-------------|-----------------------------------------------------------|
 * | any `complete`                            | settled     | §4.4; fee of its group, not known while a row is pending  |
 * | else any `pending`                        | in_flight   | §4.4; for ever after a crash: observed §5a                |
 * | else `listpays` pending                   | in_flight   | §4.3: xpay between two attempts                           |
 * | else all `failed`                         | failed, unconfirmed, may resume | §4.4, §4.3 (2): it oscillates         |
 * | none                                      | not_found   | §4.4; also while xpay looks for a route                   |
 * | a row with an unlisted status             | unknown     |                                                           |
 * | any JSON-RPC error                        | unknown     | 208 is said of payments that were made (observed §4)      |
 */
export function resolveCln(said: ClnLookupSaid, asked: Asked): NodeAnswer {
  switch (said.kind) {
    case 'rows': {
      const restarted = asked.epoch !== '' && asked.epochAtSend !== '' && asked.epoch !== asked.epochAtSend;
      const answer = readRows(said, asked, restarted ? 'interrupted' : 'unspecified');
      return answer.kind === 'failed' ? { ...answer, mayResume: true } : answer;
    }
    case 'rpc_error':
      return { kind: 'unknown', cause: 'unavailable' };
    case 'no_answer':
      return withoutAnswer(said);
    default:
      return { kind: 'unknown', cause: 'malformed' };
  }
}

/** The rows in one word. Several groups: several tries of the same hash; the last one made names the record. */
export function readRows(said: ClnRows, { epoch }: Asked, reason: FailureReason): NodeAnswer {
  const { rows } = said;
  let complete: ClnSendpay | null = null;
  let pending: ClnSendpay | null = null;
  let unlisted = false;
  for (const row of rows) {
    if (row.status === 'complete') complete ??= row;
    else if (row.status === 'pending') pending = row;
    else if (row.status !== 'failed') unlisted = true;
  }
  if (complete !== null) {
    const { groupid } = complete;
    const feeMsat = pending !== null || unlisted ? null : feeOf(rows, groupid);
    return { kind: 'settled', preimage: complete.preimage as Preimage, feeMsat, epoch, record: groupid };
  }
  if (pending !== null) return { kind: 'in_flight', epoch, record: pending.groupid };
  if (unlisted) return { kind: 'unknown', cause: 'malformed' };
  if (said.listpaysPending) return { kind: 'in_flight', epoch, record: '' };
  const last = rows.at(-1);
  if (last === undefined) return { kind: 'not_found', epoch };
  return { kind: 'failed', reason, epoch, record: last.groupid, unconfirmed: true };
}

/** Σ (sent − delivered) over the complete parts of one group (adapters.md §4.5). */
function feeOf(rows: readonly ClnSendpay[], groupid: string): Msat | null {
  let feeMsat = 0n;
  for (const row of rows) {
    if (row.groupid !== groupid || row.status !== 'complete') continue;
    if (row.amountSentMsat === null || row.amountMsat === null) return null;
    feeMsat += row.amountSentMsat - row.amountMsat;
  }
  return feeOrUnknown(feeMsat);
}
