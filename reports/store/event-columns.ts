import { HISTORY_KIND_ORDER, HISTORY_KINDS, type HistoryEvent } from '../evidence/history.ts';

/**
 * How each column of an event is stored. `word` and `text` columns hold a number: of `words` (few values in a whole
 * run) or of `texts` (hashes, bodies, audit texts). Numbers are small and quick to write; the view gives the texts back.
 */
export interface EventColumn {
  readonly name: string;
  readonly type: string;
  readonly storage: 'integer' | 'double' | 'kind' | 'word' | 'text';
  readonly field: keyof HistoryEvent | 'trial';
  readonly meaning: string;
}

const integer = (field: keyof HistoryEvent) => column(field, 'integer', 'INTEGER');
const double = (field: keyof HistoryEvent) => column(field, 'double', 'DOUBLE');
const word = (field: keyof HistoryEvent) => column(field, 'word', 'INTEGER');
const text = (field: keyof HistoryEvent) => column(field, 'text', 'INTEGER');

/** Order of the columns in `event_rows`; `EventLoader` writes them in this order. */
export const EVENT_COLUMNS: readonly EventColumn[] = [
  {
    name: 'trial',
    type: 'INTEGER',
    storage: 'integer',
    field: 'trial',
    meaning: 'Trial: position in the plan.',
  },
  { ...integer('seq'), meaning: 'Number within the trial.' },
  { ...double('atMs'), meaning: 'Milliseconds since the start of the trial.' },
  {
    name: 'kind',
    type: `ENUM (${HISTORY_KIND_ORDER.map((kind) => `'${kind}'`).join(', ')})`,
    storage: 'kind',
    field: 'kind',
    meaning: HISTORY_KIND_ORDER.map(
      (kind) => `${kind} (${HISTORY_KINDS[kind].voice}): ${HISTORY_KINDS[kind].meaning}`,
    ).join('\n'),
  },
  integer('intent'),
  integer('attempt'),
  integer('node'),
  integer('peer'),
  // A client's request, a call, a callback and an audit record count up within a trial: 2^31 is far away.
  integer('request'),
  // Exact: whole msat below 2^53, or a moment in ms, which need not be whole.
  double('amountMsat'),
  double('feeMsat'),
  double('limitMsat'),
  text('hash'),
  word('actor'),
  text('was'),
  word('state'),
  text('cause'),
  text('digest'),
  word('tier'),
  word('corridor'),
];

function column(field: keyof HistoryEvent, storage: EventColumn['storage'], type: string): EventColumn {
  return { name: snake(field), type, storage, field, meaning: meaningOf(field) };
}

function snake(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `kind: meaning` for every kind that uses the column. */
function meaningOf(field: keyof HistoryEvent): string {
  const lines: string[] = [];
  for (const kind of HISTORY_KIND_ORDER) {
    const columns: Partial<Record<keyof HistoryEvent, string>> = HISTORY_KINDS[kind].columns;
    const meaning = columns[field];
    if (meaning !== undefined) lines.push(`${kind}: ${meaning}`);
  }
  return lines.join('\n');
}

/** The events with their texts in place, exactly as in the history. */
export function eventsView(): string {
  const joins: string[] = [];
  const columns = EVENT_COLUMNS.map(({ name, storage }) => {
    if (storage !== 'word' && storage !== 'text') return `e."${name}"`;
    joins.push(`LEFT JOIN ${storage}s AS t_${name} ON t_${name}.id = e."${name}"`);
    return `coalesce(t_${name}.text, '') AS "${name}"`;
  });
  return `CREATE VIEW events AS SELECT ${columns.join(', ')} FROM event_rows AS e ${joins.join(' ')};`;
}
