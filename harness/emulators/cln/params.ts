import { badParam, invalidParams } from './rpc-error.ts';
import { isList, isObject, type Wire } from './wire-json.ts';

type Read<T> = (name: string, value: Wire) => T;
interface Param<T, Needed extends boolean> {
  readonly read: Read<T>;
  readonly needed: Needed;
}
export type Signature = Readonly<Record<string, Param<unknown, boolean>>>;
export type Asked<S extends Signature> = {
  readonly [Name in keyof S]: S[Name] extends Param<infer T, infer Needed>
    ? Needed extends true
      ? T
      : T | undefined
    : never;
};

export function need<T>(read: Read<T>): Param<T, true> {
  return { read, needed: true };
}

export function may<T>(read: Read<T>): Param<T, false> {
  return { read, needed: false };
}

/**
 * Parameters by position or by name, as `common/json_param.c` reads them and with its complaints.
 * @param signature in the order of the positions. @param extras: whether names that are not in it are ignored.
 * @throws RpcError −32602
 */
export function readParams<S extends Signature>(signature: S, params: Wire, extras = false): Asked<S> {
  const given = isList(params) ? byPosition(signature, params) : byName(signature, params, extras);
  const asked: Record<string, unknown> = {};
  for (const name in signature) {
    const { read, needed } = signature[name]!;
    const value = given[name];
    if (value !== undefined && value !== null) asked[name] = read(name, value);
    else if (needed) throw invalidParams(`missing required parameter: ${name}`);
  }
  return asked as Asked<S>;
}

function byPosition(signature: Signature, params: readonly Wire[]): Record<string, Wire | undefined> {
  const names = Object.keys(signature);
  if (params.length > names.length)
    throw invalidParams(`too many parameters: got ${params.length}, expected ${names.length}`);
  return Object.fromEntries(params.map((value, at) => [names[at]!, value]));
}

function byName(signature: Signature, params: Wire, extras: boolean): Record<string, Wire | undefined> {
  if (!isObject(params)) throw invalidParams('Expected array or object for params');
  if (!extras)
    for (const name in params)
      if (!Object.hasOwn(signature, name))
        throw invalidParams(
          `unknown parameter: ${name}, this may be caused by a failure to autodetect key=value-style parameters. ` +
            'Please try using the -k flag and explicit key=value pairs of parameters.',
        );
  return params;
}

/** The signature as `help` shows it: what may be left out stands in brackets. */
export function usageOf(signature: Signature): string {
  return Object.entries(signature)
    .map(([name, { needed }]) => (needed ? name : `[${name}]`))
    .join(' ');
}

export function anyText(name: string, value: Wire): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw badParam(name, 'should be a string or number');
}

export function flag(name: string, value: Wire): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw badParam(name, "should be 'true' or 'false'");
}

export function hash(name: string, value: Wire): string {
  if (typeof value === 'string' && /^[0-9a-fA-F]{64}$/.test(value)) return value.toLowerCase();
  throw badParam(name, 'should be a 32 byte hex value');
}

export function u64(name: string, value: Wire): bigint {
  const whole = wholeNumber(value);
  if (whole === null || whole >= 1n << 64n) throw badParam(name, 'should be an unsigned 64 bit integer');
  return whole;
}

export function u32(name: string, value: Wire): number {
  const whole = wholeNumber(value);
  if (whole === null || whole >= 1n << 32n) throw badParam(name, 'should be an unsigned 32 bit integer');
  return Number(whole);
}

/** Counts and indices: no list here is longer than a number can say. */
export function index(name: string, value: Wire): number {
  return Number(u64(name, value));
}

const MSAT_PER: Readonly<Record<string, bigint>> = { '': 1n, msat: 1n, sat: 1_000n, btc: 100_000_000_000n };

/** Whole msat, `1000msat`, `1sat`, `0.00000001btc` (adapters.md §4.1). */
export function msat(name: string, value: Wire): number {
  const [, whole = '', fraction = '', unit = ''] =
    /^(\d+)(?:\.(\d+))?(msat|sat|btc)?$/.exec(String(value)) ?? [];
  const scale = MSAT_PER[unit]! * BigInt(`0${whole}${fraction}`);
  const parts = 10n ** BigInt(fraction.length);
  if (whole === '' || scale % parts !== 0n || (fraction !== '' && unit === '') || typeof value === 'boolean')
    throw badParam(name, 'should be a millisatoshi amount');
  return Number(scale / parts);
}

export function texts(name: string, value: Wire): readonly string[] {
  if (!isList(value)) throw badParam(name, 'should be an array');
  return value.map((text) => anyText(name, text));
}

/** Whatever it is. */
export function anything(_name: string, value: Wire): Wire {
  return value;
}

/** One of a few words. */
export function oneOf<Known extends string>(known: readonly Known[], complaint: string): Read<Known> {
  return (name, value) => {
    const found = known.find((word) => word === value);
    if (found === undefined) throw badParam(name, complaint);
    return found;
  };
}

function wholeNumber(value: Wire): bigint | null {
  if (typeof value === 'bigint') return value < 0n ? null : value;
  const digits = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return /^\d+$/.test(digits) ? BigInt(digits) : null;
}
