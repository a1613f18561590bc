import { badParam, RpcError } from './rpc-error.ts';
import { type RuneUse, refusalOf } from './rune-conditions.ts';
import {
  type Alternative,
  type Restriction,
  type Rune,
  readAlternative,
  readRune,
  runeCode,
  writeRune,
} from './rune-text.ts';
import { isList, type Wire, type WireObject } from './wire-json.ts';

export const RUNE_NOT_AUTHORIZED = 1501;
export const RUNE_NOT_PERMITTED = 1502;

/** The runes of one daemon: all of them come from one secret, so they need not be kept. */
export class Runes {
  readonly #secret: Uint8Array;
  #nextId = 0;

  /** `secret`: 32 bytes. */
  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  create(restrictions: readonly Restriction[]): WireObject {
    const id: Restriction = [{ field: '', condition: '=', value: String(this.#nextId++) }];
    return this.#wire([id, ...restrictions]);
  }

  /** @throws RpcError 1501 when `rune` is none of ours. */
  restrict(rune: Rune, restrictions: readonly Restriction[]): WireObject {
    this.#own(rune);
    return this.#wire([...rune.restrictions, ...restrictions]);
  }

  /** @throws RpcError 1501: not ours. 1502: not for that. */
  check(rune: Rune, use: RuneUse): void {
    this.#own(rune);
    const refusal = refusalOf(rune.restrictions, use);
    if (refusal !== null) throw new RpcError(RUNE_NOT_PERMITTED, `Not permitted: ${inEnglish(refusal)}`);
  }

  #own({ code, restrictions }: Rune): void {
    if (runeCode(this.#secret, restrictions).equals(code)) return;
    throw new RpcError(RUNE_NOT_AUTHORIZED, 'Not authorized: Not derived from master');
  }

  #wire(restrictions: readonly Restriction[]): WireObject {
    return {
      rune: writeRune(runeCode(this.#secret, restrictions), restrictions),
      unique_id: restrictions[0]![0]!.value,
      warning_unrestricted_rune: restrictions.length === 1 ? UNRESTRICTED : undefined,
    };
  }
}

const UNRESTRICTED =
  "WARNING: This rune has no restrictions! Anyone who has access to this rune could drain funds from your node. Be careful when giving this to apps that you don't trust. Consider using the restrictions parameter to only allow access to specific rpc methods.";

function inEnglish(refusal: string): string {
  return refusal
    .replace(/^pname/, 'parameter ')
    .replace(/^parr/, 'parameter #')
    .replace(/^pnum/, 'number of parameters');
}

/** Parameter `rune`. */
export function runeParam(name: string, value: Wire): Rune {
  const rune = typeof value === 'string' ? readRune(value) : null;
  if (rune === null) throw badParam(name, 'should be base64 string');
  return rune;
}

const LIST_OR_GET: readonly Restriction[] = [
  [
    { field: 'method', condition: '^', value: 'list' },
    { field: 'method', condition: '^', value: 'get' },
    { field: 'method', condition: '=', value: 'summary' },
  ],
  [{ field: 'method', condition: '/', value: 'listdatastore' }],
];

/** Parameter `restrictions`: a list of lists of alternatives, or `readonly`. */
export function restrictionsParam(name: string, value: Wire): readonly Restriction[] {
  if (value === 'readonly') return LIST_OR_GET;
  if (!isList(value)) throw badParam(name, NO_RESTRICTION);
  return value.map((restriction) => {
    if (!isList(restriction)) throw badParam(name, NO_RESTRICTION);
    return restriction.map((text) => alternativeOf(name, text));
  });
}

function alternativeOf(name: string, text: Wire): Alternative {
  const alternative = typeof text === 'string' ? readAlternative(text) : null;
  if (alternative === null || alternative.field === '') throw badParam(name, NO_RESTRICTION);
  return alternative;
}

const NO_RESTRICTION = 'not a valid restriction (should be array)';
