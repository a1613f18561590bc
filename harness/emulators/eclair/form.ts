import { secp256k1 } from '@noble/curves/secp256k1.js';
import { malformed, missing, Refusal } from './refusal.ts';

/** The fields of one request, read as Eclair reads them, with the words of its HTTP layer where it cannot. */
export class Form {
  readonly #fields: URLSearchParams | Map<string, string>;

  constructor(fields: URLSearchParams | Map<string, string>) {
    this.#fields = fields;
  }

  /** @throws Refusal for a body of another type than the two that a form can have. */
  static of(contentType: string, body: Buffer): Form {
    if (body.length === 0) return new Form(new Map());
    if (contentType.startsWith('application/x-www-form-urlencoded'))
      return new Form(new URLSearchParams(body.toString('utf8')));
    const boundary = /^multipart\/form-data\s*;.*\bboundary="?([^";]+)"?/i.exec(contentType)?.[1];
    if (boundary !== undefined) return new Form(partsOf(body.toString('utf8'), boundary));
    throw new Refusal(
      415,
      "The request's Content-Type is not supported. Expected:\napplication/x-www-form-urlencoded or multipart/form-data",
    );
  }

  text(name: string): string | undefined {
    return this.#fields.get(name) ?? undefined;
  }

  /** A whole number. @throws Refusal */
  long(name: string): number | undefined {
    return this.#read(name, (text) => {
      const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
      if (!Number.isSafeInteger(value)) throw malformed(name, `For input string: "${text}"`);
      return value;
    });
  }

  /** @throws Refusal */
  int(name: string): number | undefined {
    return this.#read(name, (text) => {
      if (/^[+-]?\d{1,10}$/.test(text) && Math.abs(Number(text)) <= 2_147_483_647) return Number(text);
      throw malformed(name, `'${text}' is not a valid 32-bit signed integer value`);
    });
  }

  /** @throws Refusal */
  double(name: string): number | undefined {
    return this.#read(name, (text) => {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      if (!Number.isFinite(value))
        throw malformed(name, `'${text}' is not a valid 64-bit floating point value`);
      return value;
    });
  }

  /** @throws Refusal */
  boolean(name: string): boolean | undefined {
    return this.#read(name, (text) => {
      if (['true', 'yes', 'on', '1'].includes(text.toLowerCase())) return true;
      if (['false', 'no', 'off', '0'].includes(text.toLowerCase())) return false;
      throw malformed(name, `'${text}' is not a valid Boolean value`);
    });
  }

  /** 32 bytes, as lower-case hex. @throws Refusal */
  bytes32(name: string): string | undefined {
    return this.#read(name, (text) => {
      const bytes = Math.ceil(this.#hex(name, text).length / 2);
      if (bytes !== 32) throw malformed(name, `requirement failed: size must be 32 bytes, is ${bytes} bytes`);
      return text.toLowerCase();
    });
  }

  /** A compressed key, as lower-case hex. @throws Refusal */
  nodeId(name: string): string | undefined {
    return this.#read(name, (text) => {
      if (/^0[23]/.test(this.#hex(name, text)) && text.length === 66 && isPoint(text))
        return text.toLowerCase();
      throw malformed(name, 'requirement failed: public key is invalid');
    });
  }

  /** @throws Refusal */
  uuid(name: string): string | undefined {
    return this.#read(name, (text) => {
      if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) return text.toLowerCase();
      throw malformed(name, `Invalid UUID string: ${text}`);
    });
  }

  #hex(name: string, text: string): string {
    const at = text.search(/[^\da-f]/i);
    if (at >= 0) throw malformed(name, `Invalid hexadecimal character '${text[at]}' at index ${at}`);
    return text;
  }

  #read<Value>(name: string, read: (text: string) => Value): Value | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : read(text);
  }
}

/** @throws Refusal where the field is absent */
export function required<Value>(name: string, value: Value | undefined): Value {
  if (value === undefined) throw missing(name);
  return value;
}

function partsOf(body: string, boundary: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const part of body.split(`--${boundary}`)) {
    const at = part.indexOf('\r\n\r\n');
    const name = /content-disposition:[^\r\n]*\bname="([^"]*)"/i.exec(part.slice(0, Math.max(at, 0)))?.[1];
    if (name !== undefined) fields.set(name, part.slice(at + 4).replace(/\r\n$/, ''));
  }
  return fields;
}

/** Half of all figures are no x of a point of the curve; Eclair refuses those (open#3 of the recordings). */
function isPoint(key: string): boolean {
  try {
    return secp256k1.Point.fromHex(key) !== undefined;
  } catch {
    return false;
  }
}
