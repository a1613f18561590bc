import { StringDecoder } from 'node:string_decoder';

/**
 * Cuts a byte stream into top-level JSON values, as they come: several in one chunk, one in many chunks, with or without
 * blank space between them (adapters.md §13).
 */
export class JsonFrames {
  readonly #decoder = new StringDecoder('utf8');
  #text = '';
  /** How far `#text` was looked at. */
  #at = 0;
  #depth = 0;
  #isString = false;

  /** Complete values. What is no value (`x`, `]`) is handed out as it is: whoever parses it says what is wrong with it. */
  push(chunk: Buffer): string[] {
    this.#text += this.#decoder.write(chunk);
    const values: string[] = [];
    for (; this.#at < this.#text.length; this.#at++) if (this.#ends()) this.#cut(values);
    return values;
  }

  /** Whether the value ends with the character at `#at`. */
  #ends(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    if (this.#isString) {
      if (code === BACKSLASH) this.#at++;
      else if (code === QUOTE) this.#isString = false;
      return false;
    }
    if (code === QUOTE) this.#isString = this.#depth > 0;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) this.#depth++;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) return --this.#depth <= 0;
    return false;
  }

  #cut(values: string[]): void {
    values.push(this.#text.slice(0, this.#at + 1));
    this.#text = this.#text.slice(this.#at + 1);
    this.#at = -1;
    this.#depth = 0;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
