const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;
const ARRAY = 0x5b;
const ARRAY_END = 0x5d;

/** What arrived cannot be cut into answers; nothing after it can be trusted. */
export class NotFramed extends Error {
  override readonly name = 'NotFramed';
}

/**
 * Cuts a stream of bytes into JSON objects, wherever the chunks begin and end: lightningd ends each answer with two line
 * feeds, but promises only JSON values one after the other (adapters.md §4.1).
 */
export class Frames {
  readonly #bytesMax: number;
  /** The beginning of an object that is not complete. */
  #parts: Buffer[] = [];
  #partBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The texts of the objects that are complete now. @throws NotFramed */
  push(chunk: Buffer): string[] {
    const texts: string[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (this.#inString) this.#string(byte);
      else if (this.#depth === 0) {
        if (isSpace(byte)) continue;
        if (byte !== OBJECT) throw new NotFramed('bytes that are no JSON object');
        from = at;
        this.#depth = 1;
      } else if (byte === QUOTE) this.#inString = true;
      else if (byte === OBJECT || byte === ARRAY) this.#depth++;
      else if ((byte === OBJECT_END || byte === ARRAY_END) && --this.#depth === 0) {
        texts.push(this.#take(chunk.subarray(from, at + 1)));
        from = at + 1;
      }
    }
    if (this.#depth > 0) this.#keep(chunk.subarray(from));
    return texts;
  }

  #string(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }

  #keep(part: Buffer): void {
    this.#partBytes += part.length;
    if (this.#partBytes > this.#bytesMax)
      throw new NotFramed(`an answer of more than ${this.#bytesMax} bytes`);
    this.#parts.push(part);
  }

  #take(last: Buffer): string {
    if (this.#parts.length === 0) return last.toString('utf8');
    this.#keep(last);
    const text = Buffer.concat(this.#parts, this.#partBytes).toString('utf8');
    this.#parts = [];
    this.#partBytes = 0;
    return text;
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
