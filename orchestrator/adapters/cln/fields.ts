import { MSAT_MAX } from '../../domain/money.ts';
import type { Json, JsonObject } from './json.ts';

/** Reads single fields of an answer; null where a field is missing or is something else. */

export function objectOf(value: Json | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

export function textOf(from: JsonObject, key: string): string | null {
  const value = from[key];
  return typeof value === 'string' ? value : null;
}

/** A whole number that is not negative. */
export function countOf(from: JsonObject, key: string): number | null {
  const value = from[key];
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

/** Plain integers since v23.08; `"1000msat"` before (adapters.md §4.5). */
export function msatOf(from: JsonObject, key: string): bigint | null {
  const value = from[key];
  if (typeof value === 'bigint') return value >= 0n ? value : null;
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : null;
  const digits = typeof value === 'string' ? /^(\d{1,20})(?:msat)?$/.exec(value)?.[1] : undefined;
  return digits === undefined ? null : BigInt(digits);
}

/** 32 bytes as 64 lower-case hex digits. */
export function hex32Of(from: JsonObject, key: string): string | null {
  const value = textOf(from, key);
  return value !== null && /^[0-9a-f]{64}$/.test(value) ? value : null;
}

/** null also when one of the entries is no object. */
export function objectsOf(from: Json | undefined, key: string): readonly JsonObject[] | null {
  const list = objectOf(from)?.[key];
  if (!Array.isArray(list)) return null;
  const objects = (list as readonly Json[]).map(objectOf);
  return objects.includes(null) ? null : (objects as JsonObject[]);
}

/** An amount in a request: a number as long as it is exact, else with its unit; the daemon reads both (adapters.md §4.1). */
export function msatParam(amountMsat: bigint): number | string {
  if (amountMsat < 0n || amountMsat > MSAT_MAX) throw new RangeError(`${amountMsat} is no amount in msat`);
  const number = Number(amountMsat);
  return Number.isSafeInteger(number) ? number : `${amountMsat}msat`;
}
