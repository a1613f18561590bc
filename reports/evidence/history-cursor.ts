import { HISTORY_KIND_ORDER } from './history.ts';
import {
  AT_IS_FLOAT,
  COLUMN_BIT,
  DICTIONARY_SIZE,
  END_OF_HISTORY,
  HISTORY_MAGIC,
  KNOWN_BITS,
  LONGEST_SHARED,
  NUMBER_IS_FLOAT,
  STRING_FIRST_INDEX,
  STRING_HEX,
  STRING_UTF8,
  STRING_UTF16,
} from './history-layout.ts';

/** The bytes are not an encoded history: cut off, altered, or written by another version. */
export class HistoryFormatError extends Error {
  readonly offset: number;

  constructor(offset: number, problem: string) {
    super(`encoded history, byte ${offset}: ${problem}`);
    this.name = 'HistoryFormatError';
    this.offset = offset;
  }
}

/**
 * Walks over an encoded history and makes no object an event: the columns of the event at hand are fields. Text columns
 * are indices into `texts`, which grows as strings are met (0 is the empty text; a text can stand there twice).
 */
export class HistoryCursor {
  readonly texts: string[] = [''];
  count = 0;
  seq = -1;
  atMs = 0;
  /** Index in `HISTORY_KIND_ORDER`. */
  kind = 0;
  intent = -1;
  attempt = -1;
  node = -1;
  peer = -1;
  request = -1;
  amountMsat = 0;
  feeMsat = 0;
  limitMsat = 0;
  hash = 0;
  actor = 0;
  was = 0;
  state = 0;
  cause = 0;
  digest = 0;
  tier = 0;
  corridor = 0;

  private readonly bytes: Buffer;
  private at = HISTORY_MAGIC.length;
  private shared: number[] = [];

  /** @throws HistoryFormatError */
  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const magic = this.bytes.subarray(0, HISTORY_MAGIC.length).toString('latin1');
    if (magic !== HISTORY_MAGIC) {
      const found = JSON.stringify(magic);
      throw new HistoryFormatError(
        0,
        `expected ${JSON.stringify(HISTORY_MAGIC)} (version 1), found ${found}`,
      );
    }
  }

  /** To the next event; false at the end. @throws HistoryFormatError */
  next(): boolean {
    const start = this.at;
    const kind = this.byte();
    if (kind === END_OF_HISTORY) return this.end();
    if (kind >= HISTORY_KIND_ORDER.length) {
      throw new HistoryFormatError(start, `no event kind has the number ${kind}`);
    }
    const bits = this.byte() | (this.byte() << 8) | (this.byte() << 16);
    if ((bits & ~KNOWN_BITS) !== 0) throw new HistoryFormatError(start + 1, `unknown column bits ${bits}`);
    this.kind = kind;
    this.seq = bits & COLUMN_BIT.seq ? this.number() : this.seq + 1;
    if (bits & AT_IS_FLOAT) this.atMs = this.float();
    else if (bits & COLUMN_BIT.atMs) this.atMs += this.number();
    this.intent = bits & COLUMN_BIT.intent ? this.number() : -1;
    this.attempt = bits & COLUMN_BIT.attempt ? this.number() : -1;
    this.node = bits & COLUMN_BIT.node ? this.number() : -1;
    this.peer = bits & COLUMN_BIT.peer ? this.number() : -1;
    this.request = bits & COLUMN_BIT.request ? this.number() : -1;
    this.amountMsat = bits & COLUMN_BIT.amountMsat ? this.number() : 0;
    this.feeMsat = bits & COLUMN_BIT.feeMsat ? this.number() : 0;
    this.limitMsat = bits & COLUMN_BIT.limitMsat ? this.number() : 0;
    this.hash = bits & COLUMN_BIT.hash ? this.text() : 0;
    this.actor = bits & COLUMN_BIT.actor ? this.text() : 0;
    this.was = bits & COLUMN_BIT.was ? this.text() : 0;
    this.state = bits & COLUMN_BIT.state ? this.text() : 0;
    this.cause = bits & COLUMN_BIT.cause ? this.text() : 0;
    this.digest = bits & COLUMN_BIT.digest ? this.text() : 0;
    this.tier = bits & COLUMN_BIT.tier ? this.text() : 0;
    this.corridor = bits & COLUMN_BIT.corridor ? this.text() : 0;
    this.count++;
    return true;
  }

  private end(): false {
    const start = this.at;
    const count = this.number();
    if (count !== this.count) {
      throw new HistoryFormatError(start, `the log says ${count} events, but ${this.count} were read`);
    }
    if (this.at !== this.bytes.length) {
      throw new HistoryFormatError(this.at, `${this.bytes.length - this.at} bytes after the end`);
    }
    this.at = start - 1; // another call ends again
    return false;
  }

  private byte(): number {
    if (this.at >= this.bytes.length)
      throw new HistoryFormatError(this.at, 'cut off: the log has no end mark');
    return this.bytes[this.at++];
  }

  private take(size: number): number {
    const start = this.at;
    if (!(size >= 0 && start + size <= this.bytes.length)) {
      throw new HistoryFormatError(
        start,
        `cut off: ${size} bytes announced, ${this.bytes.length - start} left`,
      );
    }
    this.at = start + size;
    return start;
  }

  private float(): number {
    return this.bytes.readDoubleLE(this.take(8));
  }

  private number(): number {
    const start = this.at;
    const first = this.byte();
    if (first < 0x40) return first;
    if (first === NUMBER_IS_FLOAT) return this.float();
    let value = first & 63;
    let scale = 64;
    for (let byte = first; byte >= 0x80; scale *= 128) {
      byte = this.byte();
      value += (byte & 127) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new HistoryFormatError(start, 'number above 2^53 - 1');
    }
    return first & 0x40 ? -value : value;
  }

  private text(): number {
    const start = this.at;
    const code = this.number();
    if (code >= STRING_FIRST_INDEX) {
      const known = this.shared[code - STRING_FIRST_INDEX];
      if (known === undefined) throw new HistoryFormatError(start, `no string has the number ${code}`);
      return known;
    }
    const value = this.literal(code, start);
    const index = this.texts.push(value) - 1;
    if (value.length <= LONGEST_SHARED) {
      if (this.shared.length === DICTIONARY_SIZE) this.shared = [];
      this.shared.push(index);
    }
    return index;
  }

  private literal(code: number, start: number): string {
    if (code === STRING_HEX) {
      const from = this.take(32);
      return this.bytes.toString('hex', from, from + 32);
    }
    if (code !== STRING_UTF8 && code !== STRING_UTF16) {
      throw new HistoryFormatError(start, `${code} is no kind of string`);
    }
    const size = this.number() * (code === STRING_UTF8 ? 1 : 2);
    const from = this.take(size);
    return this.bytes.toString(code === STRING_UTF8 ? 'utf8' : 'utf16le', from, from + size);
  }
}
