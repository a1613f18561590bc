/** What a parsed JSON text may hold. Whole numbers that a JavaScript number would round are `bigint`. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Below 16 digits every whole number is exact; most answers hold none that is longer and take the short way. */
const MAY_BE_ROUNDED = /\d{16}/;
const WHOLE = /^-?\d+$/;

/**
 * JSON without loss: `groupid` is 63 random bits, and a rounded one made `waitsendpay` say "never attempted" of a payment that
 * was made (core-lightning-observed.md §4).
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): Json {
  return MAY_BE_ROUNDED.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
}

function exact(_key: string, value: Json, context?: { readonly source?: string }): Json {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return WHOLE.test(source) ? BigInt(source) : value;
}
