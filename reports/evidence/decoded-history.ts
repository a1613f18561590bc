import { HISTORY_KIND_ORDER, type HistoryEvent } from './history.ts';
import { HistoryCursor } from './history-cursor.ts';

/** The events of one trial, in order. @throws HistoryFormatError */
export function* decodeHistory(bytes: Uint8Array): Generator<HistoryEvent, void, undefined> {
  const cursor = new HistoryCursor(bytes);
  while (cursor.next()) yield eventAt(cursor);
}

/** The same for a tight loop: no iterator between. Every event is a new object. @throws HistoryFormatError */
export function forEachEvent(bytes: Uint8Array, visit: (event: HistoryEvent) => void): void {
  const cursor = new HistoryCursor(bytes);
  while (cursor.next()) visit(eventAt(cursor));
}

function eventAt(cursor: HistoryCursor): HistoryEvent {
  const texts = cursor.texts;
  return {
    seq: cursor.seq,
    atMs: cursor.atMs,
    kind: HISTORY_KIND_ORDER[cursor.kind],
    intent: cursor.intent,
    attempt: cursor.attempt,
    node: cursor.node,
    peer: cursor.peer,
    request: cursor.request,
    amountMsat: cursor.amountMsat,
    feeMsat: cursor.feeMsat,
    limitMsat: cursor.limitMsat,
    hash: texts[cursor.hash],
    actor: texts[cursor.actor],
    was: texts[cursor.was],
    state: texts[cursor.state],
    cause: texts[cursor.cause],
    digest: texts[cursor.digest],
    tier: texts[cursor.tier],
    corridor: texts[cursor.corridor],
  };
}
