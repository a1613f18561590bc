import type { Answer, Exchange, Item, Trial } from '../item.ts';
import { field, isObject, type Json, type JsonObject, listAt, recordings, textAt } from '../recordings.ts';

/** Everything in the recordings of LND, one item for each call and for each trial. */
export function lndItems(): readonly Item[] {
  return [...recordings('lnd').files].flatMap(([file, entries]) =>
    entries.map((entry, at) => itemOf(`${file}#${at}`, entry)),
  );
}

function itemOf(id: string, entry: Json): Item {
  if (isObject(entry) && typeof entry.method === 'string') return exchangeOf(id, entry);
  const note = textAt(entry, 'note');
  if (note !== '') return { kind: 'note', daemon: 'lnd', id, note };
  return trialOf(id, entry);
}

function exchangeOf(id: string, entry: JsonObject): Exchange {
  return {
    kind: 'exchange',
    daemon: 'lnd',
    id,
    node: textAt(entry, 'node'),
    note: textAt(entry, 'note'),
    method: textAt(entry, 'method').replace(/^.*\./, ''),
    request: isObject(entry.request) ? entry.request : {},
    answer: answerOf(entry),
    at: Number(field(entry, 'at') ?? 0),
  };
}

function answerOf(entry: JsonObject): Answer {
  const one = field(entry, 'response');
  // One row of `ListPayments`, as it was picked out.
  const row = field(entry, 'response_payment');
  const messages = isObject(one)
    ? [one]
    : isObject(row)
      ? [{ payments: [row] }]
      : listAt(entry, 'messages')
          .map((message) => field(message, 'message'))
          .filter(isObject);
  const code = field(entry, 'status', 'code');
  const text = textAt(entry, 'status', 'details');
  const status = statusOf(Number(code ?? (isObject(row) ? 0 : -1)), text);
  return { status, text: /^gRPC [^0]/.test(status) ? text : '', messages };
}

/**
 * What gRPC said of itself and not LND: it was the client that left (1, 4), or the connection that broke or never was (14).
 * −1: the stream was still open when the recording ended.
 */
export function statusOf(code: number, text: string): string {
  if (code === -1 || code === 1 || code === 4) return 'left';
  if (code !== 14) return `gRPC ${code}`;
  return text.startsWith('No connection') || text === '' ? 'no connection' : 'lost';
}

/** `IN_FLIGHT htlcs=[I]`, `NOT_FOUND: payment isn't initiated`, `UNAVAILABLE` …; lists of `[ms, word]` or of words. */
function words(list: Json): readonly string[] {
  if (!Array.isArray(list)) return typeof list === 'string' ? [list] : [];
  return (list as readonly Json[]).map((one) => String(Array.isArray(one) ? field(one, 1) : one));
}

function trialOf(id: string, entry: Json): Trial {
  const of = (...names: readonly string[]): readonly string[] =>
    names.flatMap((name) => words(field(entry, name)));
  const receiver = textAt(entry, 'receiver_when_stable') || textAt(entry, 'receiver');
  return {
    kind: 'trial',
    daemon: 'lnd',
    id,
    told: of('msgs_before_kill', 'msgs_before', 'messages'),
    caller: textAt(entry, 'caller') || textAt(entry, 'status', 'name'),
    lookups: of('at_down', 'track_history', 'track_after_restart', 'track_after_unpause', 'stable', 'final'),
    paid: receiver.startsWith('SETTLED'),
    restarted: id.startsWith('fuzz'),
  };
}
