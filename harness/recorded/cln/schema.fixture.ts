import { Ajv, type ValidateFunction } from 'ajv';
import { field, isObject, type Json, recordings } from '../recordings.ts';

const amount = {
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: '^\\d+(msat|sat)?$' },
  ],
};
const bytes = (count: number) => ({ type: 'string', pattern: `^[0-9a-f]{${count * 2}}$` });

/** Types of Core Lightning's schemas in plain JSON schema (`doc/rpc-schema-draft.json`). */
const TYPES: Readonly<Record<string, object>> = {
  hash: bytes(32),
  secret: bytes(32),
  txid: bytes(32),
  pubkey: { type: 'string', pattern: '^0[23][0-9a-f]{64}$' },
  signature: { type: 'string', pattern: '^([0-9a-f]{2})+$' },
  bip340sig: bytes(64),
  hex: { type: 'string', pattern: '^([0-9a-f]{2})*$' },
  outpoint: { type: 'string', pattern: '^[0-9a-f]{64}:\\d+$' },
  short_channel_id: { type: 'string', pattern: '^\\d+x\\d+x\\d+$' },
  short_channel_id_dir: { type: 'string', pattern: '^\\d+x\\d+x\\d+/[01]$' },
  ...Object.fromEntries(['u64', 'u32', 'u16', 'u8'].map((type) => [type, { type: 'integer', minimum: 0 }])),
  msat: amount,
  sat: amount,
  sat_or_all: { anyOf: [amount, { const: 'all' }] },
  msat_or_any: { anyOf: [amount, { const: 'any' }] },
  feerate: { type: ['string', 'integer'] },
};

const PROSE = new Set(['description', 'added', 'deprecated', 'default', 'pre_return_value_notes']);

function plain(schema: Json): Json {
  if (Array.isArray(schema)) return (schema as readonly Json[]).map(plain);
  if (!isObject(schema)) return schema;
  const { type, ...rest } = schema;
  // Prose; a property may have one of these names too, and is then an object.
  const said = Object.entries(rest).filter(([key, value]) => !PROSE.has(key) || isObject(value));
  const other = Object.fromEntries(said.map(([key, value]) => [key, plain(value)]));
  if (typeof type !== 'string') return type === undefined ? other : { ...other, type: plain(type) };
  return { ...other, ...((TYPES[type] ?? { type }) as object) };
}

const ajv = new Ajv({ strict: false, allErrors: true });
const compiled = new Map<string, ValidateFunction>();

/** Core Lightning's own word on what a request or a response looks like; null: no schema of this method is here. */
export function schemaOf(method: string, half: 'request' | 'response'): ValidateFunction | null {
  const key = `${method} ${half}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const [schema] = recordings('cln-schemas').files.get(method) ?? [];
  const found = field(schema, half);
  if (!isObject(found)) return null;
  // A parameter that is not named is refused by the daemon.
  const closed = half === 'request' ? { additionalProperties: false } : {};
  const made = ajv.compile({ type: 'object', ...(plain(found) as object), ...closed });
  compiled.set(key, made);
  return made;
}

/** What is wrong; '' for nothing. Whole numbers beyond 2^53 are rounded: a schema knows no bigint. */
export function complaint(validate: ValidateFunction, value: unknown): string {
  const rounded = JSON.parse(
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner)),
  );
  return validate(rounded) ? '' : ajv.errorsText(validate.errors);
}
