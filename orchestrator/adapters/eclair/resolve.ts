import type { Preimage } from '../../domain/ids.ts';
import type { Msat } from '../../domain/money.ts';
import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { Asked } from '../asked.ts';
import { withoutAnswer } from '../asked.ts';
import { feeOrUnknown } from '../fee.ts';
import { reasonOf } from './failures.ts';
import type { EclairLookupSaid, EclairRow } from './said.ts';

/**
 * What the rows of `getsentinfo` mean (adapters.md §5.4; eclair-observed.md wins where they differ). All rows of a hash
 * together: failed rows beside pending and sent ones are normal.
 *
 * | rows                              | answer      | source                                                            |
 * |-----------------------------------|-------------|-------------------------------------------------------------------|
 * | any `sent`                        | settled     | §5.4; observed §4: wins over `pending`, of a phantom too          |
 * | … of it one with an empty route   | fee not known | observed §7: settled after a restart, `feesPaid` 0              |
 * | … and a `pending` one beside it   | fee not known | §5.4                                                            |
 * | else any `pending`                | in_flight   | §5.4; for ever after a crash, and then paid or not: observed §7   |
 * | all `failed`                      | failed, unconfirmed | §5.3: the read may be stale, two are needed               |
 * | … the last one without a failure  | … `interrupted` | observed §7: failed after a restart                           |
 * | none                              | not_found   | §5.4; with a new instanceId never sent: observed §9               |
 * | a row with an unlisted status     | unknown     |                                                                   |
 * | any HTTP status but 200           | unknown     | §5.4                                                              |
 */
export function resolveEclair(said: EclairLookupSaid, asked: Asked): NodeAnswer {
  switch (said.kind) {
    case 'rows':
      return readRows(said.rows, asked);
    case 'http_error':
      return { kind: 'unknown', cause: 'unavailable' };
    case 'no_answer':
      return withoutAnswer(said);
    default:
      return { kind: 'unknown', cause: 'malformed' };
  }
}

function readRows(rows: readonly EclairRow[], { epoch }: Asked): NodeAnswer {
  let sent: EclairRow | null = null;
  let pending: EclairRow | null = null;
  let last: EclairRow | null = null;
  let unlisted = false;
  for (const row of rows) {
    if (row.status === 'sent') sent ??= row;
    else if (row.status === 'pending') pending = newer(pending, row);
    else if (row.status === 'failed') last = newer(last, row);
    else unlisted = true;
  }
  if (sent !== null) {
    const { parentId } = sent;
    const feeMsat = unlisted ? null : feeOf(rows, parentId);
    return { kind: 'settled', preimage: sent.preimage as Preimage, feeMsat, epoch, record: parentId };
  }
  if (pending !== null) return { kind: 'in_flight', epoch, record: pending.parentId };
  if (unlisted) return { kind: 'unknown', cause: 'malformed' };
  if (last === null) return { kind: 'not_found', epoch };
  const reason = reasonOf(last.failures);
  return { kind: 'failed', reason, epoch, record: last.parentId, unconfirmed: true };
}

function newer(one: EclairRow | null, other: EclairRow): EclairRow {
  return one === null || other.createdAtMs >= one.createdAtMs ? other : one;
}

/** Σ `feesPaid` over the sent rows of one payment; null while one is open or its fee was lost in a restart. */
function feeOf(rows: readonly EclairRow[], parentId: string): Msat | null {
  let feeMsat = 0n;
  for (const row of rows) {
    if (row.parentId !== parentId || row.status === 'failed') continue;
    if (row.status === 'pending' || row.routeEmpty) return null;
    feeMsat += row.feesPaidMsat;
  }
  return feeOrUnknown(feeMsat);
}
