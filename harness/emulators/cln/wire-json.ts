/** What goes over the wire. `bigint` and not `number` where Core Lightning's 64 bits may be in use (`groupid`). */
export type Wire = string | number | bigint | boolean | null | readonly Wire[] | WireObject;
export interface WireObject {
  readonly [key: string]: Wire | undefined;
}

/** JSON text. Whole numbers of any size are written digit by digit, which `JSON.stringify` cannot (adapters.md §4.1). */
export function writeJson(value: Wire): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return isList(value) ? writeList(value) : writeObject(value);
    default:
      return String(value);
  }
}

function writeList(list: readonly Wire[]): string {
  let text = '[';
  for (let at = 0; at < list.length; at++) text += (at === 0 ? '' : ',') + writeJson(list[at]);
  return `${text}]`;
}

function writeObject(object: WireObject): string {
  let text = '{';
  for (const key in object) {
    const value = object[key];
    if (value === undefined) continue;
    text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${writeJson(value)}`;
  }
  return `${text}}`;
}

export function isList(value: unknown): value is readonly Wire[] {
  return Array.isArray(value);
}

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A whole number of 16 digits or more outside of a string may be rounded; the first test is only a quick one. */
const LONG_NUMBER = /[:[,\s]\s*-?\d{16,}/;

/** @throws SyntaxError. Whole numbers that a JavaScript number would round come as `bigint`. */
export function readJson(text: string): Wire {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(text, exact as (key: string, value: unknown) => unknown);
}

function exact(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value)) return value;
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}
