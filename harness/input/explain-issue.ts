import type { z } from 'zod';
import { describeSchema, describeValues, fieldOf, knownKeys, schemasAt } from './describe-schema.ts';
import type { FieldPath } from './field-path.ts';
import { suggestion } from './nearest-name.ts';
import { cut, escapeControls, shortJson } from './short-json.ts';

type Issue = z.core.$ZodIssue;

/** What the bound of a zod issue counts, by its origin; a number counts itself. */
const UNITS: Readonly<Record<string, string>> = {
  string: ' characters',
  array: ' items',
  set: ' items',
  map: ' items',
};

/** A problem that has no place in a text yet. */
export interface Finding {
  readonly path: FieldPath;
  readonly found: string;
  readonly allowed: string;
  readonly message: string;
}

/** What a check of its own found in a part that the schema leaves open, such as the parameters of a scenario. */
interface Within {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  readonly issue: Issue;
}

/**
 * One zod issue → findings in words. `schema` and `value` are what was checked; `issue.path` leads from there. Covers
 * every issue code of zod 4; an issue of a union is told by the branch that fits best.
 */
export function explainIssue(issue: Issue, schema: z.core.$ZodType, value: unknown): readonly Finding[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const here = valueAt(value, path);
  const at = schemasAt(schema, path, value);
  const one = (allowed: string, message: string, found = shortJson(here)): readonly Finding[] => [
    { path, found, allowed, message },
  ];
  // Branches of a union that say the same are one answer; different ones leave it to the issue.
  const descriptions = new Set(at.map(describeSchema));
  const described = descriptions.size === 1 ? [...descriptions][0] : undefined;

  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = [...new Set(at.flatMap((each) => knownKeys(each, here)))];
      const allowed = known.length === 0 ? 'no keys' : `the keys ${known.join(', ')}`;
      return issue.keys.map((key) => ({
        path: [...path, key],
        found: `the key ${shortJson(key)}`,
        allowed,
        message: suggestion(key, known, 'there is no such key'),
      }));
    }
    case 'invalid_union':
      return explainUnion(issue, at[0] ?? schema, here, path, described);
    case 'invalid_type': {
      const allowed = described ?? `a value of the type ${issue.expected}`;
      return one(allowed, here === undefined ? 'required, but missing' : 'a value of another type');
    }
    case 'invalid_value': {
      const allowed = describeValues(issue.values, here);
      if (here === undefined) return one(allowed, 'required, but missing');
      const texts = issue.values.filter((known) => typeof known === 'string');
      return one(
        allowed,
        typeof here === 'string' ? suggestion(here, texts, 'not a known value') : 'not a known value',
      );
    }
    case 'too_small':
    case 'too_big': {
      const least = issue.code === 'too_small';
      const limit = least ? issue.minimum : issue.maximum;
      const sign = `${least ? '>' : '<'}${issue.inclusive === false ? '' : '='}`;
      const unit = UNITS[issue.origin] ?? '';
      return one(described ?? `${sign} ${limit}${unit}`, least ? 'too little' : 'too much');
    }
    case 'not_multiple_of':
      return one(described ?? `a multiple of ${issue.divisor}`, 'not such a multiple');
    case 'invalid_format': {
      const allowed =
        issue.format === 'regex'
          ? `a text that matches ${issue.pattern}`
          : `a text in the form ${issue.format}`;
      return one(described ?? allowed, 'not in this form');
    }
    case 'invalid_key':
    case 'invalid_element': {
      const [inner] = issue.issues;
      const wrong = issue.code === 'invalid_key' ? path.at(-1) : issue.key;
      const said = inner === undefined ? 'another one' : describeInner(inner);
      return one(
        said,
        issue.code === 'invalid_key' ? 'a key of another form' : 'an element of another form',
        shortJson(wrong),
      );
    }
    case 'custom': {
      const within = issue.params?.within as Within | undefined;
      if (within !== undefined) {
        const base = path.slice(0, path.length - within.issue.path.length);
        return beneath(base, explainIssue(within.issue, within.schema, within.value));
      }
      const allowed = issue.params?.allowed;
      return one(
        typeof allowed === 'string' ? allowed : (described ?? 'another value'),
        escapeControls(issue.message),
      );
    }
  }
}

function describeInner(inner: Issue): string {
  if (inner.code === 'invalid_value') return describeValues(inner.values);
  if (inner.code === 'invalid_format' && inner.format === 'regex')
    return `a text that matches ${inner.pattern}`;
  return cut(escapeControls(inner.message));
}

function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  union: z.core.$ZodType,
  value: unknown,
  path: FieldPath,
  described: string | undefined,
): readonly Finding[] {
  const whole = (allowed: string, message: string): readonly Finding[] => [
    { path, found: shortJson(value), allowed, message },
  ];
  if (issue.inclusive === false)
    return whole(described ?? 'exactly one of the forms', 'fits more than one form');
  if (issue.discriminator !== undefined && issue.options !== undefined) {
    const allowed = describeValues(issue.options, value);
    if (value === undefined) return whole(allowed, 'required, but missing');
    const texts = issue.options.filter((option) => typeof option === 'string');
    return whole(allowed, suggestion(String(value), texts, 'not a known value'));
  }
  const branch = bestBranch(issue.errors, value);
  if (branch === undefined) {
    return whole(
      described ?? 'another value',
      value === undefined ? 'required, but missing' : 'fits none of the forms',
    );
  }
  const options = optionsOf(union);
  return beneath(
    path,
    issue.errors[branch]!.flatMap((inner) => explainIssue(inner, options[branch] ?? union, value)),
  );
}

function beneath(base: FieldPath, findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => ({ ...finding, path: [...base, ...finding.path] }));
}

/** The branch that the author most likely meant: right at its root, and with the least wrong inside it. */
function bestBranch(branches: readonly (readonly Issue[])[], value: unknown): number | undefined {
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, issues] of branches.entries()) {
    const otherKind = issues.some(
      (issue) => issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value'),
    );
    if (otherKind || issues.length === 0) continue;
    const weight = issues.reduce((sum, issue) => sum + strangeness(issue, value), 0);
    if (weight >= least) continue;
    best = index;
    least = weight;
  }
  return best;
}

/**
 * How much an issue tells against its branch. A wrong literal at the root is mostly the tag of another branch; next, a key
 * that is missing or unknown there; what is wrong deeper inside, however much, is only wrong.
 */
function strangeness(issue: Issue, value: unknown): number {
  const [key] = issue.path;
  if (issue.path.length > 1) return 1;
  if (issue.code === 'unrecognized_keys') return 10_000;
  if (key !== undefined && typeof key !== 'symbol' && fieldOf(value, key) === undefined) return 10_000;
  return issue.code === 'invalid_value' ? 1_000_000 : 1;
}

function optionsOf(union: z.core.$ZodType): readonly z.core.$ZodType[] {
  const { def } = (union as z.core.$ZodTypes)._zod;
  return def.type === 'union' ? def.options : [];
}

function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(fieldOf, value);
}
