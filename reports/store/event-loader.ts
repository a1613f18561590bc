import { type DuckDBAppender, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';
import { HISTORY_KIND_ORDER } from '../evidence/history.ts';
import { HistoryCursor } from '../evidence/history-cursor.ts';
import { EVENT_COLUMNS } from './event-columns.ts';

/** DuckDB's vector size: the most rows that a data chunk holds. */
const CHUNK_ROWS = 2048;

export interface Loaded {
  readonly count: number;
  /** Time of the last event; null without events. */
  readonly endedMs: number | null;
  /** Numbers of the trial's texts; the last is below the first when it has none. */
  readonly firstText: number;
  readonly lastText: number;
}

type NumberColumn = Int32Array | Float64Array | Uint8Array;

/**
 * Decodes histories straight into columns and hands them to DuckDB a vector at a time: no object an event, no SQL, no
 * text written twice for a trial.
 */
export class EventLoader {
  private readonly rows: DuckDBAppender;
  private readonly texts: DuckDBAppender;
  private readonly words: DuckDBAppender;
  // One chunk each for the whole run: a chunk's memory is outside the JavaScript heap, and a new one every 2048 rows
  // piles up faster than the collector notices.
  private readonly rowChunk: DuckDBDataChunk;
  private readonly textChunk: DuckDBDataChunk;
  private readonly columns: readonly NumberColumn[];
  private readonly wordIds = new Map<string, number>();
  private textCount = 0;

  constructor(rows: DuckDBAppender, texts: DuckDBAppender, words: DuckDBAppender) {
    this.rows = rows;
    this.texts = texts;
    this.words = words;
    this.rowChunk = DuckDBDataChunk.create(typesOf(rows));
    this.textChunk = DuckDBDataChunk.create(typesOf(texts));
    this.columns = EVENT_COLUMNS.map(({ storage }) => {
      if (storage === 'double') return new Float64Array(CHUNK_ROWS);
      return storage === 'kind' ? new Uint8Array(CHUNK_ROWS) : new Int32Array(CHUNK_ROWS);
    });
  }

  /** Appends the events of a trial. @throws HistoryFormatError */
  load(trial: number, history: Uint8Array): Loaded {
    const firstText = this.textCount;
    if (history.length === 0) return { count: 0, endedMs: null, firstText, lastText: firstText - 1 };
    const cursor = new HistoryCursor(history);
    const wordOf: number[] = [-1];
    const text = (index: number) => (index === 0 ? -1 : firstText + index - 1);
    const word = (index: number) => (wordOf[index] ??= this.word(cursor.texts[index]));
    const [
      trials,
      seq,
      atMs,
      kind,
      intent,
      attempt,
      node,
      peer,
      request,
      amountMsat,
      feeMsat,
      limitMsat,
      hash,
      actor,
      was,
      state,
      cause,
      digest,
      tier,
      corridor,
    ] = this.columns;
    let row = 0;
    while (cursor.next()) {
      trials[row] = trial;
      seq[row] = cursor.seq;
      atMs[row] = cursor.atMs;
      kind[row] = cursor.kind;
      intent[row] = cursor.intent;
      attempt[row] = cursor.attempt;
      node[row] = cursor.node;
      peer[row] = cursor.peer;
      request[row] = cursor.request;
      amountMsat[row] = cursor.amountMsat;
      feeMsat[row] = cursor.feeMsat;
      limitMsat[row] = cursor.limitMsat;
      hash[row] = text(cursor.hash);
      actor[row] = word(cursor.actor);
      was[row] = text(cursor.was);
      state[row] = word(cursor.state);
      cause[row] = text(cursor.cause);
      digest[row] = text(cursor.digest);
      tier[row] = word(cursor.tier);
      corridor[row] = word(cursor.corridor);
      if (++row === CHUNK_ROWS) {
        this.appendRows(row);
        row = 0;
      }
    }
    if (row > 0) this.appendRows(row);
    this.appendTexts(cursor.texts);
    const endedMs = cursor.count === 0 ? null : cursor.atMs;
    return { count: cursor.count, endedMs, firstText, lastText: this.textCount - 1 };
  }

  private word(text: string): number {
    const known = this.wordIds.get(text);
    if (known !== undefined) return known;
    const id = this.wordIds.size;
    this.wordIds.set(text, id);
    this.words.appendInteger(id);
    this.words.appendVarchar(text);
    this.words.endRow();
    return id;
  }

  private appendRows(count: number): void {
    const chunk = emptied(this.rowChunk, count);
    for (let at = 0; at < EVENT_COLUMNS.length; at++) {
      const vector = chunk.getColumnVector(at);
      const values = this.columns[at];
      if (EVENT_COLUMNS[at].storage === 'kind')
        for (let row = 0; row < count; row++) vector.setItem(row, HISTORY_KIND_ORDER[values[row]]);
      else for (let row = 0; row < count; row++) vector.setItem(row, values[row]);
      vector.flush();
    }
    this.rows.appendDataChunk(chunk);
  }

  private appendTexts(texts: readonly string[]): void {
    for (let from = 1; from < texts.length; from += CHUNK_ROWS) {
      const values: DuckDBValue[] = texts.slice(from, from + CHUNK_ROWS);
      const chunk = emptied(this.textChunk, values.length);
      const ids = chunk.getColumnVector(0);
      for (let row = 0; row < values.length; row++) ids.setItem(row, this.textCount + row);
      ids.flush();
      chunk.setColumnValues(1, values);
      this.texts.appendDataChunk(chunk);
      this.textCount += values.length;
    }
  }
}

function emptied(chunk: DuckDBDataChunk, rowCount: number): DuckDBDataChunk {
  chunk.reset();
  chunk.rowCount = rowCount;
  return chunk;
}

function typesOf(appender: DuckDBAppender): DuckDBType[] {
  return Array.from({ length: appender.columnCount }, (_, at) => appender.columnType(at));
}
