import { createHash, type Hash } from 'node:crypto';
import { HISTORY_KIND_ORDER, type HistoryEvent, type HistoryKind } from './history.ts';
import {
  AT_IS_FLOAT,
  COLUMN_BIT,
  DICTIONARY_SIZE,
  END_OF_HISTORY,
  HISTORY_MAGIC,
  LONGEST_SHARED,
  NUMBER_IS_FLOAT,
  STRING_FIRST_INDEX,
  STRING_HEX,
  STRING_UTF8,
  STRING_UTF16,
} from './history-layout.ts';

export { decodeHistory, forEachEvent } from './decoded-history.ts';
export { HistoryFormatError } from './history-cursor.ts';

const KIND_CODE: ReadonlyMap<HistoryKind, number> = new Map(HISTORY_KIND_ORDER.map((kind, at) => [kind, at]));
const HEX_VALUE = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value++) HEX_VALUE['0123456789abcdef'.charCodeAt(value)] = value;

/** Head, and nine numbers of at most 9 bytes, and the codes of eight strings. */
const EVENT_ROOM = 256;
const BLOCK_BYTES = 256 * 1024;

export interface EncodedHistory {
  /** The encoded log; empty when the encoder keeps nothing. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the encoded log, 64 hex digits; the same whether the bytes were kept or not. */
  readonly hash: string;
  readonly count: number;
}

/**
 * Writes the events of one trial in the canonical binary form of `history-layout.ts`: equal events, equal bytes, on
 * every machine. With `keep: false` full blocks go into the hash and are forgotten, so memory does not grow with the
 * number of events (the dictionary is bounded too).
 */
export class HistoryEncoder {
  private readonly keep: boolean;
  private block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  private at = 0;
  private count = 0;
  private nextSeq = 0;
  private lastAtMs = 0;
  private digest: Hash | null = null;
  private readonly dictionary = new Map<string, number>();

  constructor(options: { readonly keep?: boolean } = {}) {
    this.keep = options.keep ?? true;
    this.reset();
  }

  /** Ready for another trial; the block is used again. */
  reset(): void {
    this.at = this.block.write(HISTORY_MAGIC, 0, 'latin1');
    this.count = 0;
    this.nextSeq = 0;
    this.lastAtMs = 0;
    this.dictionary.clear();
    this.digest = this.keep ? null : createHash('sha256');
  }

  /** @throws RangeError when the kind is not one of `HISTORY_KINDS`. */
  append(event: HistoryEvent): void {
    this.makeRoom(EVENT_ROOM);
    const code = KIND_CODE.get(event.kind);
    if (code === undefined) throw new RangeError(`event ${this.count}: unknown kind "${event.kind}"`);
    const head = this.at;
    this.at = head + 4;
    let bits = 0;
    if (event.seq !== this.nextSeq) {
      bits |= COLUMN_BIT.seq;
      this.number(event.seq);
    }
    this.nextSeq = event.seq + 1;
    const atMs = event.atMs;
    if (atMs !== this.lastAtMs) {
      bits |= COLUMN_BIT.atMs;
      const step = atMs - this.lastAtMs;
      // A whole step over whole times is exact, and short; anything else is kept to the last bit.
      if (Number.isSafeInteger(atMs) && Number.isSafeInteger(this.lastAtMs) && Number.isSafeInteger(step)) {
        this.number(step);
      } else {
        bits |= AT_IS_FLOAT;
        this.at = this.block.writeDoubleLE(atMs, this.at);
      }
      this.lastAtMs = atMs;
    }
    if (event.intent !== -1) {
      bits |= COLUMN_BIT.intent;
      this.number(event.intent);
    }
    if (event.attempt !== -1) {
      bits |= COLUMN_BIT.attempt;
      this.number(event.attempt);
    }
    if (event.node !== -1) {
      bits |= COLUMN_BIT.node;
      this.number(event.node);
    }
    if (event.peer !== -1) {
      bits |= COLUMN_BIT.peer;
      this.number(event.peer);
    }
    if (event.request !== -1) {
      bits |= COLUMN_BIT.request;
      this.number(event.request);
    }
    if (event.amountMsat !== 0) {
      bits |= COLUMN_BIT.amountMsat;
      this.number(event.amountMsat);
    }
    if (event.feeMsat !== 0) {
      bits |= COLUMN_BIT.feeMsat;
      this.number(event.feeMsat);
    }
    if (event.limitMsat !== 0) {
      bits |= COLUMN_BIT.limitMsat;
      this.number(event.limitMsat);
    }
    // A string may move the block (it can be long), so the head is written before the first of them.
    bits |=
      (event.hash === '' ? 0 : COLUMN_BIT.hash) |
      (event.actor === '' ? 0 : COLUMN_BIT.actor) |
      (event.was === '' ? 0 : COLUMN_BIT.was) |
      (event.state === '' ? 0 : COLUMN_BIT.state) |
      (event.cause === '' ? 0 : COLUMN_BIT.cause) |
      (event.digest === '' ? 0 : COLUMN_BIT.digest) |
      (event.tier === '' ? 0 : COLUMN_BIT.tier) |
      (event.corridor === '' ? 0 : COLUMN_BIT.corridor);
    const block = this.block;
    block[head] = code;
    block[head + 1] = bits;
    block[head + 2] = bits >>> 8;
    block[head + 3] = bits >>> 16;
    if (event.hash !== '') this.text(event.hash);
    if (event.actor !== '') this.text(event.actor);
    if (event.was !== '') this.text(event.was);
    if (event.state !== '') this.text(event.state);
    if (event.cause !== '') this.text(event.cause);
    if (event.digest !== '') this.text(event.digest);
    if (event.tier !== '') this.text(event.tier);
    if (event.corridor !== '') this.text(event.corridor);
    this.count++;
  }

  /** Ends the log. Afterwards only `reset` may be called. */
  finish(): EncodedHistory {
    this.makeRoom(16);
    this.block[this.at++] = END_OF_HISTORY;
    this.number(this.count);
    const written = this.block.subarray(0, this.at);
    if (this.digest !== null) {
      const hash = this.digest.update(written).digest('hex');
      this.digest = null;
      return { bytes: new Uint8Array(0), hash, count: this.count };
    }
    const bytes = new Uint8Array(written);
    return { bytes, hash: createHash('sha256').update(bytes).digest('hex'), count: this.count };
  }

  private makeRoom(size: number): void {
    if (this.at + size <= this.block.length) return;
    if (this.digest !== null) {
      this.digest.update(this.block.subarray(0, this.at));
      this.at = 0;
      if (size <= this.block.length) return;
    }
    const larger = Buffer.allocUnsafeSlow(Math.max(this.block.length * 2, this.at + size));
    this.block.copy(larger, 0, 0, this.at);
    this.block = larger;
  }

  /** Sign and six bits, then seven bits a byte, low bits first; a float64 when it is not a safe integer. */
  private number(value: number): void {
    const block = this.block;
    if (value >= 0 && value < 64 && (value | 0) === value) {
      block[this.at++] = value;
      return;
    }
    if (!Number.isSafeInteger(value)) {
      block[this.at++] = NUMBER_IS_FLOAT;
      this.at = block.writeDoubleLE(value, this.at);
      return;
    }
    const sign = value < 0 ? 0x40 : 0;
    let rest = value < 0 ? -value : value;
    let at = this.at;
    if (rest < 64) {
      block[at] = sign | rest;
      this.at = at + 1;
      return;
    }
    if (rest < 0x40000000) {
      block[at++] = 0x80 | sign | (rest & 63);
      rest >>>= 6;
    } else {
      block[at++] = 0x80 | sign | (rest % 64);
      rest = Math.floor(rest / 64);
      while (rest >= 0x40000000) {
        block[at++] = 0x80 | (rest % 128);
        rest = Math.floor(rest / 128);
      }
    }
    while (rest >= 128) {
      block[at++] = 0x80 | (rest & 127);
      rest >>>= 7;
    }
    block[at++] = rest;
    this.at = at;
  }

  /** An index into the strings seen before, or the string itself. */
  private text(value: string): void {
    const length = value.length;
    const shared = length <= LONGEST_SHARED;
    if (shared) {
      const seen = this.dictionary.get(value);
      if (seen !== undefined) {
        this.number(seen + STRING_FIRST_INDEX);
        return;
      }
      // Forgetting everything at once keeps memory bounded, and the decoder can do the same at the same place.
      if (this.dictionary.size === DICTIONARY_SIZE) this.dictionary.clear();
      this.dictionary.set(value, this.dictionary.size);
    }
    if (length === 64 && this.hex(value)) return;
    // Room for itself in its widest form, and for the rest of the event.
    this.makeRoom(length * 3 + EVENT_ROOM);
    // Half a surrogate pair has no UTF-8; evidence is kept to the last unit all the same.
    if (value.isWellFormed()) this.utf8(value);
    else this.utf16(value);
  }

  private utf8(value: string): void {
    const start = this.at;
    this.block[this.at++] = STRING_UTF8;
    this.number(value.length);
    const size = this.block.write(value, this.at, 'utf8');
    if (size !== value.length) {
      // Not plain ASCII: the size is known only now, and may need more digits.
      this.at = start + 1;
      this.number(size);
      this.block.write(value, this.at, 'utf8');
    }
    this.at += size;
  }

  private utf16(value: string): void {
    this.block[this.at++] = STRING_UTF16;
    this.number(value.length);
    this.at += this.block.write(value, this.at, 'utf16le');
  }

  private hex(value: string): boolean {
    this.makeRoom(EVENT_ROOM);
    const block = this.block;
    let at = this.at + 1;
    for (let index = 0; index < 64; index += 2) {
      const high = HEX_VALUE[value.charCodeAt(index) & 0xff];
      const low = HEX_VALUE[value.charCodeAt(index + 1) & 0xff];
      if ((high | low) < 0 || (value.charCodeAt(index) | value.charCodeAt(index + 1)) > 0xff) return false;
      block[at++] = (high << 4) | low;
    }
    block[this.at] = STRING_HEX;
    this.at = at;
    return true;
  }
}
