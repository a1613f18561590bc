import { z } from 'zod';
import type { FieldPath } from './field-path.ts';
import { editDistance } from './nearest-name.ts';
import { shortJson } from './short-json.ts';

type Schema = z.core.$ZodType;

/** What a schema allows, in words: `a whole number from 1 to 483`; nothing for a schema that has no short description. */
export function describeSchema(schema: Schema): string | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return describeText(boundsOf(schema));
    case 'number':
      return describeNumber(boundsOf(schema));
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'any':
    case 'unknown':
      return 'anything';
    case 'enum':
      return describeValues(Object.values(def.entries));
    case 'literal':
      return describeValues(def.values);
    case 'array':
      return `a list${range(boundsOf(schema), 'Items', ' with ', ' items')}`;
    case 'record':
      return 'a mapping of names to values';
    case 'object':
      return `a mapping with ${listed(Object.keys(def.shape))}`;
    case 'union': {
      const parts = def.options.map(describeSchema);
      return parts.includes(undefined) ? undefined : parts.join(', or ');
    }
    default: {
      const inner = innerOf(schema);
      return inner === undefined ? undefined : describeSchema(inner);
    }
  }
}

/** More values than this are not read by anybody: the nearest to what was typed, and how many there are besides. */
const VALUES_MAX = 20;
const NEAREST = 8;

/** `"a"`, or `one of "a", "b"`. */
export function describeValues(values: readonly unknown[], typed?: unknown): string {
  const shown = values.map((value) => shortJson(typeof value === 'bigint' ? String(value) : value));
  if (shown.length === 1) return shown[0]!;
  if (shown.length <= VALUES_MAX) return `one of ${shown.join(', ')}`;
  const nearest = typeof typed === 'string' ? nearestFirst(typed, values) : values;
  const some = nearest.slice(0, NEAREST).map((value) => shortJson(value));
  return `one of ${some.join(', ')} and ${values.length - NEAREST} more`;
}

function nearestFirst(typed: string, values: readonly unknown[]): readonly unknown[] {
  const distance = (value: unknown) => editDistance(typed.toLowerCase(), String(value).toLowerCase());
  return values.toSorted((one, other) => distance(one) - distance(other));
}

/**
 * The schemas that a path can mean; more than one below a union whose branches cannot be told apart by `value`, which
 * is what stands at the start of the path.
 */
export function schemasAt(schema: Schema, path: FieldPath, value: unknown): readonly Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'union') {
    // At the union itself the whole union is meant; below it, each branch that knows the way.
    if (path.length === 0) return [schema];
    return likely(def.options, value).flatMap((option) => schemasAt(option, path, value));
  }
  const inner = innerOf(schema);
  if (inner !== undefined) return schemasAt(inner, path, value);
  if (path.length === 0) return [schema];
  const [part, ...rest] = path;
  const below = fieldOf(value, part!);
  if (def.type === 'object') {
    const field = def.shape[String(part)];
    return field === undefined ? [] : schemasAt(field, rest, below);
  }
  if (def.type === 'array') return schemasAt(def.element, rest, below);
  if (def.type === 'record') return schemasAt(def.valueType, rest, below);
  if (def.type === 'tuple') {
    const item = def.items[Number(part)] ?? def.rest;
    return item === null || item === undefined ? [] : schemasAt(item, rest, below);
  }
  return [];
}

/** The keys that the mapping `value` may have. */
export function knownKeys(schema: Schema, value: unknown): readonly string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'object') return Object.keys(def.shape);
  if (def.type === 'union') {
    return [...new Set(likely(def.options, value).flatMap((option) => knownKeys(option, value)))];
  }
  const inner = innerOf(schema);
  return inner === undefined ? [] : knownKeys(inner, value);
}

/** The own field of a value, if it has it; never something inherited. */
export function fieldOf(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[key];
}

/** The branches of a union whose literals (`kind: "crash"`) agree with the value; all of them when none does. */
function likely(options: readonly Schema[], value: unknown): readonly Schema[] {
  const agreeing = options.filter((option) => {
    const { def } = (option as z.core.$ZodTypes)._zod;
    if (def.type !== 'object') return false;
    return Object.entries(def.shape).every(([key, field]) => {
      const tag = (field as z.core.$ZodTypes)._zod.def;
      return tag.type !== 'literal' || tag.values.some((literal) => literal === fieldOf(value, key));
    });
  });
  return agreeing.length > 0 ? agreeing : options;
}

/** The schema that a wrapper (optional, default, pipe, lazy, …) is about. */
function innerOf(schema: Schema): Schema | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'lazy') return def.getter();
  if (def.type === 'pipe') return def.in;
  return 'innerType' in def ? def.innerType : undefined;
}

type Bounds = z.core.JSONSchema.BaseSchema;

/** The bounds of a number, text or list. zod keeps them in many small checks; its JSON Schema sums them up. */
function boundsOf(schema: Schema): Bounds {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

function describeNumber(bounds: Bounds): string {
  const step = bounds.multipleOf === undefined ? '' : `, a multiple of ${bounds.multipleOf}`;
  return `${bounds.type === 'integer' ? 'a whole number' : 'a number'}${range(bounds, 'imum', ', ', '')}${step}`;
}

function describeText(bounds: Bounds): string {
  // Named formats (uuid, date, …) bring patterns that nobody wants to read.
  if (bounds.format !== undefined) return `a text in the form ${bounds.format}`;
  const patterns = [bounds, ...(bounds.allOf ?? [])].flatMap((part) => part.pattern ?? []);
  if (patterns.length > 0) return `a text that matches ${patterns.map((text) => `/${text}/`).join(' and ')}`;
  return `a text${range(bounds, 'Length', ' of ', ' characters')}`;
}

/** `1 to 5`, `above 0`, `at least 3`: the bounds of a number, a length or a count, as far as there are any. */
function range(bounds: Bounds, suffix: 'imum' | 'Length' | 'Items', before: string, after: string): string {
  const least = bound(bounds[`min${suffix}`]);
  const most = bound(bounds[`max${suffix}`]);
  const above = suffix === 'imum' ? bound(bounds.exclusiveMinimum) : undefined;
  const below = suffix === 'imum' ? bound(bounds.exclusiveMaximum) : undefined;
  if (least !== undefined && most !== undefined) {
    if (least === most) return `${before}${least}${after}`;
    return `${suffix === 'imum' ? ' from ' : before}${least} to ${most}${after}`;
  }
  const parts = [
    least !== undefined && `at least ${least}`,
    above !== undefined && `above ${above}`,
    most !== undefined && `at most ${most}`,
    below !== undefined && `below ${below}`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? '' : `${before}${parts.join(' and ')}${after}`;
}

/** The ends of the exact range are no bounds that anybody set. */
function bound(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) !== Number.MAX_SAFE_INTEGER ? value : undefined;
}

function listed(keys: readonly string[]): string {
  if (keys.length === 0) return 'no keys';
  return keys.length <= 12 ? keys.join(', ') : `${keys.slice(0, 12).join(', ')} and ${keys.length - 12} more`;
}
