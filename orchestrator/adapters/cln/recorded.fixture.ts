import { readFileSync } from 'node:fs';
import { type Json, type JsonObject, parseJson } from './json.ts';

export interface Recorded {
  readonly name: string;
  /** File and entry among the recordings of the real daemon. */
  readonly origin: string;
  readonly note: string | null;
  readonly method: string;
  readonly params: JsonObject;
  readonly result?: Json;
  readonly error?: { readonly code: number; readonly message: string };
}

const FILE = new URL('./fixtures/recorded.json', import.meta.url);
const { pairs } = parseJson(readFileSync(FILE, 'utf8')) as unknown as { pairs: readonly Recorded[] };

/** What a real Core Lightning v26.06.6 was asked, and what it said. */
export function recorded(name: string): Recorded {
  const found = pairs.find((pair) => pair.name === name);
  if (found === undefined) throw new Error(`nothing recorded is named ${name}`);
  return found;
}
