import type { Answer, Exchange, Item, Trial } from '../item.ts';
import { field, isObject, type Json, type JsonObject, listAt, recordings, textAt } from '../recordings.ts';

/** Everything in the recordings of Core Lightning, one item for each question and for each trial. */
export function clnItems(): readonly Item[] {
  return [...recordings('cln').files].flatMap(([file, entries]) => {
    if (file.endsWith('.timeline')) return [timeline(file, entries)];
    return entries.flatMap((entry, at) => itemsOf(`${file}#${at}`, entry));
  });
}

function itemsOf(id: string, entry: Json): readonly Item[] {
  if (isObject(entry) && isObject(entry.request)) return [exchangeOf(id, entry, entry.request)];
  if (id.startsWith('client_hangup')) return [hangup(id, entry)];
  if (id.startsWith('crash_under_load')) return underLoad(id, entry);
  return [fuzz(id, entry)];
}

function exchangeOf(id: string, entry: JsonObject, request: JsonObject): Exchange {
  const { params = null } = request;
  return {
    kind: 'exchange',
    daemon: 'cln',
    id,
    node: textAt(entry, 'node'),
    note: textAt(entry, 'note'),
    method: textAt(request, 'method'),
    request: isObject(params) ? params : { positional: params },
    answer: answerOf(entry),
    at: Number(field(entry, 'at') ?? 0),
  };
}

function answerOf(entry: JsonObject): Answer {
  const error = field(entry, 'response', 'error');
  const cut = textAt(entry, 'transport_error');
  // The client's own patience ended; the daemon had not answered.
  if (cut.startsWith('TimeoutError')) return { status: 'left', text: '', messages: [] };
  if (cut !== '') return { status: 'lost', text: '', messages: [] };
  if (!isObject(error)) return { status: 'result', text: '', messages: [field(entry, 'response', 'result')] };
  const { code = null, message = '', data } = error;
  return {
    status: `error ${code}`,
    text: String(message),
    messages: data === undefined ? [] : [data],
  };
}

const trial = (id: string, parts: Partial<Trial>): Trial => ({
  kind: 'trial',
  daemon: 'cln',
  id,
  told: [],
  caller: '',
  lookups: [],
  paid: false,
  restarted: true,
  ...parts,
});

/** All statuses that one look-up showed, in one word; `[]` for none. */
function wordOf(statuses: Json): string {
  const list = Array.isArray(statuses) ? (statuses as readonly Json[]) : [];
  return list.length === 0 ? '[]' : list.map(String).join();
}

function hangup(id: string, entry: Json): Trial {
  const lookups = [wordOf(field(entry, 0)), wordOf(field(entry, 1))];
  return trial(id, { caller: 'hung up', lookups, paid: field(entry, 2) === 'paid', restarted: false });
}

/** `fuzz_kill9*`: the row at boot and when nothing moved any more; what it is after the second try is not looked at. */
function fuzz(id: string, entry: Json): Trial {
  const reads = ['listpays_at_boot', 'sendpays_at_boot', 'settled', 'boot', 'after3s_connected'];
  const lookups = reads
    .filter((name) => field(entry, name) !== null)
    .map((name) => wordOf(field(entry, name)));
  const caller = textAt(entry, 'caller');
  if (field(entry, 'bob_settled') !== null)
    return trial(id, { caller, lookups, paid: field(entry, 'bob_settled') === 'paid' });
  // Read after the second try, which pays where the first one left no row.
  const unpaid = lookups.at(-1) === '[]';
  return trial(id, { caller, lookups, paid: !unpaid && field(entry, 'bob', 0, 0) === 'paid' });
}

/** Counts of what the row said and whether the payee was paid: `('pending', False)`. */
function underLoad(id: string, entry: Json): readonly Trial[] {
  const counts = field(entry, 'truth_vs_receiver');
  return Object.keys(isObject(counts) ? counts : {}).map((truth) => {
    const [, status = '', paid] = /^\('(.+)', (True|False)\)$/.exec(truth) ?? [];
    const word = status === 'no record' ? '[]' : status;
    return trial(`${id}/${status}`, { caller: 'transport', lookups: [word, word], paid: paid === 'True' });
  });
}

/** One trial as its observer wrote it down, moment by moment. */
function timeline(file: string, moments: readonly Json[]): Trial {
  const lookups = moments
    .filter((moment) => field(moment, 'listpays') !== null)
    .map((moment) => wordOf(listAt(moment, 'listpays').map((pay) => field(pay, 0))));
  const paid = moments.some(
    (moment) => field(moment, 'event') === 'invoice' && field(moment, 'status') === 'paid',
  );
  return trial(file, { caller: 'transport', lookups, paid, restarted: file.startsWith('crash') });
}
