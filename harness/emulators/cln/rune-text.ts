import { createHash } from 'node:crypto';

const CONDITIONS = '!=/^$~<>{}#';
const PUNCTUATION = /[!-/:-@[-^`{-~]/;

/** One condition of a rune: field, operator (one character), value. */
export interface Alternative {
  readonly field: string;
  readonly condition: string;
  readonly value: string;
}
/** One of its alternatives must hold. */
export type Restriction = readonly Alternative[];

export interface Rune {
  /** 32 bytes: the state of SHA-256 after the secret and all restrictions. */
  readonly code: Buffer;
  /** The first one is `=<unique id>`. */
  readonly restrictions: readonly Restriction[];
  readonly uniqueId: string;
}

/**
 * The code of a rune. Between the restrictions stands what SHA-256 itself puts behind a message, so that whoever holds a
 * rune can add restrictions, and whoever holds the secret can check them (`ccan/rune`).
 */
export function runeCode(secret: Uint8Array, restrictions: readonly Restriction[]): Buffer {
  const blocks: Uint8Array[] = [secret];
  let length = secret.length;
  for (const restriction of restrictions) {
    const end = endMarker(length);
    const encoded = Buffer.from(encode(restriction));
    blocks.push(end, encoded);
    length += end.length + encoded.length;
  }
  return createHash('sha256').update(Buffer.concat(blocks)).digest();
}

/** Base64url of the code and of the restrictions: `=0&method=pay`. */
export function writeRune(code: Uint8Array, restrictions: readonly Restriction[]): string {
  const text = Buffer.concat([code, Buffer.from(restrictions.map(encode).join('&'))]).toString('base64url');
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

/** null: not the text of a rune, or one without the numeric unique id that Core Lightning gives to all of its own. */
export function readRune(text: string): Rune | null {
  if (!/^[\w-]+={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < 32) return null;
  const restrictions = splitUnescaped(bytes.subarray(32).toString('utf8'), '&').map((restriction) =>
    splitUnescaped(restriction, '|').map(readAlternative),
  );
  if (!isComplete(restrictions)) return null;
  const [first] = restrictions;
  const id =
    first?.length === 1 && first[0]!.field === '' && first[0]!.condition === '=' ? first[0]!.value : '';
  if (!/^\d+$/.test(id)) return null;
  return { code: bytes.subarray(0, 32), restrictions, uniqueId: id };
}

/** `method=pay` as it stands in a restriction; null: it is none. */
export function readAlternative(text: string): Alternative | null {
  const at = text.search(PUNCTUATION);
  const condition = text.charAt(at);
  if (at < 0 || !CONDITIONS.includes(condition)) return null;
  return { field: text.slice(0, at), condition, value: text.slice(at + 1).replace(/\\(.)/gs, '$1') };
}

function isComplete(
  restrictions: readonly (readonly (Alternative | null)[])[],
): restrictions is Restriction[] {
  return restrictions.every((restriction) => restriction.every((alternative) => alternative !== null));
}

function encode(restriction: Restriction): string {
  return restriction
    .map(({ field, condition, value }) => field + condition + value.replace(/[\\|&]/g, '\\$&'))
    .join('|');
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === separator) parts.push('');
    else parts[parts.length - 1] += text[at] === '\\' ? text.slice(at, ++at + 1) : text[at];
  }
  return parts;
}

/** What SHA-256 appends to a message of so many bytes: 0x80, zeros to 8 bytes before a block's end, the length in bits. */
function endMarker(length: number): Buffer {
  const zeros = (128 - 8 - (length % 64) - 1) % 64;
  const marker = Buffer.alloc(1 + zeros + 8);
  marker[0] = 0x80;
  marker.writeBigUInt64BE(BigInt(length) * 8n, 1 + zeros);
  return marker;
}
