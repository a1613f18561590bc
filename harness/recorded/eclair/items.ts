import type { Answer, Exchange, Item, Trial } from '../item.ts';
import { field, isObject, type Json, type JsonObject, listAt, recordings, textAt } from '../recordings.ts';

/** Everything in the recordings of Eclair, one item for each call and for each trial. */
export function eclairItems(): readonly Item[] {
  return [...recordings('eclair').files].flatMap(([file, entries]) =>
    entries.flatMap((entry, at) => itemsOf(`${file}#${at}`, entry)),
  );
}

function itemsOf(id: string, entry: Json): readonly Item[] {
  if (!isObject(entry)) return [];
  if (isObject(entry.request)) return [called(id, entry, entry.request)];
  const items = [
    ...listAt(entry, 'responses').map((said, at) =>
      answered(`${id}/responses/${at}`, entry, 'payinvoice', said),
    ),
    ...bodyOf(id, entry, 'getsentinfo_after', 'getsentinfo'),
    ...bodyOf(id, entry, 'audit', 'audit'),
    ...listAt(entry, 'timeline').flatMap((moment, at) =>
      Array.isArray(field(moment, 'body'))
        ? [
            answered(`${id}/timeline/${at}`, entry, 'getsentinfo', {
              status: 200,
              body: field(moment, 'body'),
            }),
          ]
        : [],
    ),
    ...listAt(entry, 'events').map((event, at) => told(`${id}/events/${at}`, entry, event)),
    ...trialsOf(id, entry),
  ];
  if (items.length > 0) return items;
  return [{ kind: 'note', daemon: 'eclair', id, note: textAt(entry, 'note') || textAt(entry, 'receiver') }];
}

function called(id: string, entry: JsonObject, request: JsonObject): Exchange {
  const form = field(request, 'form');
  const lost = textAt(entry, 'response', 'transport_error') !== '';
  const verb = textAt(request, 'method');
  return {
    kind: 'exchange',
    daemon: 'eclair',
    id,
    node: textAt(entry, 'node'),
    note: textAt(entry, 'note'),
    method: `${verb === 'GET' ? 'GET ' : ''}${textAt(request, 'path').slice(1)}`,
    request: isObject(form) ? form : {},
    answer: lost ? { status: 'lost', text: '', messages: [] } : httpAnswer(field(entry, 'response')),
    at: Number(field(entry, 'at') ?? 0),
  };
}

function httpAnswer(response: Json): Answer {
  const body = field(response, 'body');
  const headers = field(response, 'headers');
  return {
    status: `HTTP ${field(response, 'status')}`,
    text: textAt(body, 'error'),
    messages: [body],
    ...(isObject(headers) && { headers }),
  };
}

/** An answer that was kept without its question. */
function answered(id: string, entry: JsonObject, method: string, response: Json): Exchange {
  return {
    kind: 'exchange',
    daemon: 'eclair',
    id,
    node: textAt(entry, 'node'),
    note: textAt(entry, 'note') || textAt(entry, 'case'),
    method,
    request: {},
    answer: httpAnswer(response),
    at: Number(field(entry, 'at') ?? 0),
  };
}

function bodyOf(id: string, entry: JsonObject, name: string, method: string): readonly Exchange[] {
  const kept = entry[name];
  if (kept === undefined) return [];
  const response = method === 'audit' ? { status: 200, body: { sent: kept } } : kept;
  return [answered(`${id}/${name}`, entry, method, response)];
}

function told(id: string, entry: JsonObject, event: Json): Exchange {
  const body = isObject(field(event, 'event')) ? field(event, 'event') : event;
  return answered(id, entry, 'ws', { status: 200, body });
}

const trial = (id: string, parts: Partial<Trial>): Trial => ({
  kind: 'trial',
  daemon: 'eclair',
  id,
  told: [],
  caller: '',
  lookups: [],
  paid: false,
  restarted: false,
  ...parts,
});

const second = (list: readonly Json[]): readonly string[] => list.map((one) => String(field(one, 1)));
const hasMoney = (receiver: Json): boolean => receiver === 'SETTLED' || receiver === 'received';

function trialsOf(id: string, entry: JsonObject): readonly Trial[] {
  const { receiver = null } = entry;
  if (typeof entry.first_read === 'string') {
    // Settled after the restart: the row has no route any more.
    const routeless = listAt(entry, 'detail').some((row) => field(row, 'route') === 0);
    const lookups = [entry.first_read, ...second(listAt(entry, 'changes')), textAt(entry, 'final')].map(
      (word) => (word === 'sent' && routeless ? 'sent without a route' : word),
    );
    return [
      trial(id, { caller: textAt(entry, 'client_saw'), lookups, paid: hasMoney(receiver), restarted: true }),
    ];
  }
  // Held at that moment by the payee, which took it later (the next entry of the file).
  if (typeof entry.getsentinfo === 'string') return [trial(id, { lookups: [entry.getsentinfo], paid: true })];
  const states = listAt(entry, 'timeline').filter((moment) => Array.isArray(moment));
  if (states.length > 0) return [trial(id, { lookups: second(states), paid: hasMoney(receiver) })];
  return listAt(entry, 'rows').map((row, at) => {
    const key = `${id}/rows/${at}`;
    const paid = hasMoney(field(row, 'receiver'));
    const changes = listAt(row, 'getsentinfo_changes');
    if (changes.length > 0) return trial(key, { caller: 'hung up', lookups: second(changes), paid });
    const now = textAt(row, 'now');
    if (now !== '') return trial(key, { lookups: [now], paid, restarted: true });
    const counts = ['pending', 'failed', 'sent'].flatMap((state) =>
      Array<string>(Number(field(row, 'rows', state) ?? 0)).fill(state),
    );
    return trial(key, { lookups: [counts.join()], paid });
  });
}
