import type { HistoryColumns } from './history-columns.ts';
import { HISTORY_KINDS } from './history-kinds.ts';

export { HISTORY_KINDS };

/**
 * The history: the append-only evidence of one trial. Everything that is judged, counted or drawn is folded from it.
 *
 * One flat record for every kind: the log is hashed, stored as columns and folded millions of times, so all events share
 * one shape. What a column means for a kind stands in `HISTORY_KINDS`; a column that a kind does not name is empty
 * (-1 for references, 0 for numbers, '' for text).
 *
 * Three voices, never mixed: the *client* (what was asked and answered), the *ledger* (what is durable in the
 * orchestrator's journal), and the *world* (what really happened on nodes; the ground truth). `wire` events are calls
 * and callbacks as seen between orchestrator and nodes.
 */
export interface HistoryEvent extends HistoryColumns {
  kind: HistoryKind;
}

export type HistoryKind = keyof typeof HISTORY_KINDS;

/** All kinds in a fixed order: the encoded log and the database use the index. Append only; never reorder. */
export const HISTORY_KIND_ORDER = Object.keys(HISTORY_KINDS) as readonly HistoryKind[];

/** A complete event from the columns that differ from empty. */
export function historyEvent(
  kind: HistoryKind,
  columns: Partial<Omit<HistoryEvent, 'kind'>> = {},
): HistoryEvent {
  return {
    seq: columns.seq ?? -1,
    atMs: columns.atMs ?? 0,
    kind,
    intent: columns.intent ?? -1,
    attempt: columns.attempt ?? -1,
    node: columns.node ?? -1,
    peer: columns.peer ?? -1,
    request: columns.request ?? -1,
    amountMsat: columns.amountMsat ?? 0,
    feeMsat: columns.feeMsat ?? 0,
    limitMsat: columns.limitMsat ?? 0,
    hash: columns.hash ?? '',
    actor: columns.actor ?? '',
    was: columns.was ?? '',
    state: columns.state ?? '',
    cause: columns.cause ?? '',
    digest: columns.digest ?? '',
    tier: columns.tier ?? '',
    corridor: columns.corridor ?? '',
  };
}
