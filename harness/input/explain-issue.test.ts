import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { explainIssue } from './explain-issue.ts';
import { formatPath } from './field-path.ts';

const findings = (schema: z.ZodType, value: unknown) => {
  const checked = schema.safeParse(value);
  if (checked.success) throw new Error('was accepted');
  const codes = checked.error.issues.map((issue) => issue.code);
  const found = checked.error.issues
    .flatMap((issue) => explainIssue(issue, schema, value))
    .map((finding) => [formatPath(finding.path), finding.found, finding.allowed, finding.message]);
  return { codes, found };
};

const fault = z.union([
  z.literal('none'),
  z.strictObject({ kind: z.literal('crash'), downMs: z.int().min(1) }),
  z.strictObject({ kind: z.literal('hang'), node: z.string(), downMs: z.int().min(1) }),
]);
const tagged = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('crash'), downMs: z.int().min(1) }),
  z.strictObject({ kind: z.literal('hang') }),
]);

describe('every issue code of zod in words', () => {
  it.each<[string, z.ZodType, unknown, string, string[]]>([
    [
      'a type',
      z.object({ a: z.boolean() }),
      { a: 1 },
      'invalid_type',
      ['a', '1', 'true or false', 'a value of another type'],
    ],
    [
      'nothing',
      z.object({ a: z.int().min(1) }),
      {},
      'invalid_type',
      ['a', 'nothing', 'a whole number, at least 1', 'required, but missing'],
    ],
    [
      'an undescribed type',
      z.map(z.string(), z.string()),
      5,
      'invalid_type',
      ['', '5', 'a value of the type map', 'a value of another type'],
    ],
    [
      'a long value',
      z.int(),
      'x'.repeat(99),
      'invalid_type',
      ['', `"${'x'.repeat(68)}…`, 'a whole number', 'a value of another type'],
    ],
    ['too small', z.number().gt(0), 0, 'too_small', ['', '0', 'a number, above 0', 'too little']],
    [
      'too big',
      z.record(z.string(), z.array(z.int()).max(1)),
      { 'a b': [1, 2] },
      'too_big',
      ['["a b"]', '[1,2]', 'a list with at most 1 items', 'too much'],
    ],
    [
      'a length',
      z.string().min(2).max(4).default('ab'),
      'x',
      'too_small',
      ['', '"x"', 'a text of 2 to 4 characters', 'too little'],
    ],
    [
      'a bound without a schema',
      z.set(z.int()).max(0),
      new Set([1]),
      'too_big',
      ['', '{}', '<= 0 items', 'too much'],
    ],
    [
      'a multiple',
      z.int().multipleOf(5),
      7,
      'not_multiple_of',
      ['', '7', 'a whole number, a multiple of 5', 'not such a multiple'],
    ],
    [
      'a pattern',
      z.string().regex(/^0[23]/),
      'x',
      'invalid_format',
      ['', '"x"', 'a text that matches /^0[23]/', 'not in this form'],
    ],
    [
      'a named form',
      z.iso.date(),
      'x',
      'invalid_format',
      ['', '"x"', 'a text in the form date', 'not in this form'],
    ],
    [
      'a key',
      z.object({ a: z.strictObject({ downMs: z.int() }).optional() }),
      { a: { downMS: 1, downMs: 1 } },
      'unrecognized_keys',
      ['a.downMS', 'the key "downMS"', 'the keys downMs', 'did you mean "downMs"?'],
    ],
    [
      'a value',
      z.tuple([z.enum(['low', 'high'])]),
      ['lwo'],
      'invalid_value',
      ['[0]', '"lwo"', 'one of "low", "high"', 'did you mean "low"?'],
    ],
    ['a literal', z.literal(1), 2, 'invalid_value', ['', '2', '1', 'not a known value']],
    [
      'a missing value',
      z.object({ a: z.enum(['x']) }),
      {},
      'invalid_value',
      ['a', 'nothing', '"x"', 'required, but missing'],
    ],
    [
      'no branch of a union',
      z.union([z.literal('half'), z.int()]),
      true,
      'invalid_union',
      ['', 'true', '"half", or a whole number', 'fits none of the forms'],
    ],
    [
      'a union without a value',
      z.object({ a: fault }),
      {},
      'invalid_union',
      [
        'a',
        'nothing',
        '"none", or a mapping with kind, downMs, or a mapping with kind, node, downMs',
        'required, but missing',
      ],
    ],
    [
      'the best branch of a union',
      z.array(fault),
      [{ kind: 'hang', node: 'a', downMs: 0 }],
      'too_small',
      ['[0].downMs', '0', 'a whole number, at least 1', 'too little'],
    ],
    [
      'the best branch when none fits',
      z.array(fault),
      [{ kind: 'hang', node: 5, downMs: 1 }],
      'invalid_union',
      ['[0].node', '5', 'a text', 'a value of another type'],
    ],
    [
      'a mistake deep in a branch, and not the keys of another one',
      z.union([
        z.strictObject({ inline: z.array(z.strictObject({ daemon: z.enum(['lnd', 'cln']) })) }),
        z.strictObject({ file: z.string() }),
      ]),
      { inline: [{ daemon: 'lnnd' }] },
      'invalid_union',
      ['inline[0].daemon', '"lnnd"', 'one of "lnd", "cln"', 'did you mean "lnd"?'],
    ],
    [
      'one of many values by the nearest',
      z.enum(Array.from({ length: 30 }, (_, n) => `kind-${n}`) as [string, ...string[]]),
      'kind-2x',
      'invalid_value',
      [
        '',
        '"kind-2x"',
        'one of "kind-2", "kind-20", "kind-21", "kind-22", "kind-23", "kind-24", "kind-25", "kind-26" and 22 more',
        'did you mean "kind-2"?',
      ],
    ],
    [
      'a key in the best branch',
      fault,
      { kind: 'crash', downMs: 1, nod: 1 },
      'unrecognized_keys',
      ['nod', 'the key "nod"', 'the keys kind, downMs', 'there is no such key'],
    ],
    [
      'a tag',
      z.object({ f: tagged }),
      { f: { kind: 'crsh' } },
      'invalid_union',
      ['f.kind', '"crsh"', 'one of "crash", "hang"', 'did you mean "crash"?'],
    ],
    [
      'a missing tag',
      tagged,
      {},
      'invalid_union',
      ['kind', 'nothing', 'one of "crash", "hang"', 'required, but missing'],
    ],
    [
      'inside a tagged branch',
      tagged,
      { kind: 'crash', downMs: 0 },
      'too_small',
      ['downMs', '0', 'a whole number, at least 1', 'too little'],
    ],
    [
      'two branches at once',
      z.xor([z.int(), z.number()]),
      1,
      'invalid_union',
      ['', '1', 'a whole number, or a number', 'fits more than one form'],
    ],
    [
      'a key of a record',
      z.record(z.string().regex(/^k/), z.int()),
      { z: 1 },
      'invalid_key',
      ['z', '"z"', 'a text that matches /^k/', 'a key of another form'],
    ],
    [
      'an element of a map',
      z.map(z.string(), z.enum(['x'])),
      new Map([['a', 'y']]),
      'invalid_value',
      ['a', 'nothing', '"x"', 'required, but missing'],
    ],
    [
      'a rule',
      z.object({ a: z.int() }).refine(() => false, {
        path: ['a'],
        message: 'a must be even',
        params: { allowed: 'an even number' },
      }),
      { a: 1 },
      'custom',
      ['a', '1', 'an even number', 'a must be even'],
    ],
    [
      'a rule without words',
      z.int().refine(() => false),
      1,
      'custom',
      ['', '1', 'a whole number', 'Invalid input'],
    ],
  ])('%s', (_, schema, value, code, expected) => {
    expect(findings(schema, value)).toEqual({ codes: [code], found: [expected] });
  });

  it('an element of a set or of a map with keys that are no text', () => {
    const issue = {
      code: 'invalid_element',
      origin: 'map',
      key: 5,
      path: [],
      message: '',
      issues: [{ code: 'invalid_value', values: ['x'], path: [], message: '' }],
    } satisfies z.core.$ZodIssue;
    expect(explainIssue(issue, z.any(), {})).toEqual([
      { path: [], found: '5', allowed: '"x"', message: 'an element of another form' },
    ]);
  });
});
