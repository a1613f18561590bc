import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'lossless-json';

/** What a recording may hold; whole numbers that a JavaScript number would round are `bigint`. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const RECORDED_DAEMONS = ['cln', 'lnd', 'eclair'] as const;
export type RecordedDaemon = (typeof RECORDED_DAEMONS)[number];

interface Recordings {
  readonly origin: string;
  /** By name of file without its ending, in the order of names; a file with one entry is a list of one. */
  readonly files: ReadonlyMap<string, readonly Json[]>;
}

const read = new Map<string, Recordings>();

/** What a real daemon was asked and what it said, file by file; read once. `cln-schemas`: its own JSON schemas, one a file. */
export function recordings(name: RecordedDaemon | 'cln-schemas'): Recordings {
  const known = read.get(name);
  if (known !== undefined) return known;
  const text = gunzipSync(readFileSync(new URL(`data/${name}.json.gz`, import.meta.url))).toString('utf8');
  const { origin, files } = parse(text, null, exact) as { origin: string; files: Record<string, Json> };
  const lists = Object.entries(files).map(
    ([file, entries]) => [file, Array.isArray(entries) ? entries : [entries]] as const,
  );
  const recorded = { origin, files: new Map(lists) };
  read.set(name, recorded);
  return recorded;
}

function exact(text: string): number | bigint {
  const value = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}

/** A field of whatever was recorded; `null` where there is none. */
export function field(value: Json | undefined, ...path: readonly (string | number)[]): Json {
  let at: Json | undefined = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null) return null;
    at = (at as Record<string | number, Json | undefined>)[name];
  }
  return at ?? null;
}

export function textAt(value: Json | undefined, ...path: readonly (string | number)[]): string {
  const found = field(value, ...path);
  return typeof found === 'string' ? found : '';
}

export function listAt(value: Json | undefined, ...path: readonly (string | number)[]): readonly Json[] {
  const found = field(value, ...path);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
