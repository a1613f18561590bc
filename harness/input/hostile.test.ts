import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topologySchema } from '#topologies/topology-schema';
import { InputError } from './input-error.ts';
import { jsonSyntaxErrorAt } from './json-syntax.ts';
import { parseJson } from './parse-json.ts';
import { readDocumentText } from './read-document.ts';

const valid = `version: 1
name: t
defaults: &d {feePpm: 5}
nodes:
  - {name: a, roles: [payer]}
  - name: "b"
    roles: [payee]
channels:
  - a: a
    b: b
    capacitySat: 1000
    sideA: *d
`;

/** A valid text with a few pieces cut out, doubled or replaced by signs that mean something to a parser. */
const mangled = (text: string) => {
  const signs = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    '-',
    '&d ',
    '*d',
    '"',
    "'",
    '\n',
    '\t',
    '!',
    '|',
    '? ',
    '%',
    '\0',
    '{}',
    '-1',
    '#',
    '<<',
    '\ufffd',
  );
  const edit = fc.tuple(fc.nat(text.length), fc.nat(6), signs);
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) =>
      edits.reduce((now, [at, cut, sign]) => now.slice(0, at) + sign + now.slice(at + cut), text),
    );
};

describe('hostile text', () => {
  it.each([
    ['t.yaml', valid],
    [
      't.json',
      JSON.stringify({ version: 1, name: 't', import: { format: 'cloth-csv', nodes: 'n' } }, null, 1),
    ],
  ])('%s ends in a value or in problems that can be read, never in an exception', (file, text) => {
    fc.assert(
      fc.property(fc.oneof(mangled(text), fc.string({ unit: 'binary' })), (hostile) => {
        const result = readDocumentText(file, hostile, topologySchema);
        if (result.ok) return;
        expect(result.problems.length).toBeGreaterThan(0);
        for (const problem of result.problems) {
          expect(problem.line).toBeLessThanOrEqual(hostile.split('\n').length);
          expect(problem.found.length * problem.allowed.length * problem.message.length).toBeGreaterThan(0);
        }
        const lines = new InputError(result.problems).message.split('\n');
        expect(lines.length).toBe(
          Math.min(result.problems.length, 20) + (result.problems.length > 20 ? 1 : 0),
        );
      }),
      { numRuns: 300 },
    );
  });
});

const refusalOf = (json: string): string | undefined => {
  try {
    JSON.parse(json);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('JSON', () => {
  it('is refused exactly when JSON.parse refuses it or a key stands twice, and never later than where it does', () => {
    const text = JSON.stringify(
      { a: [1, -2.5e3, 'x"\\\u0007y', null], b: { c: true, d: {} }, e: [] },
      null,
      1,
    );
    fc.assert(
      fc.property(fc.oneof(mangled(text), fc.json()), (json) => {
        const outcome = parseJson(json);
        const refusal = refusalOf(json);
        if (refusal === undefined) {
          expect(jsonSyntaxErrorAt(json)).toBe(json.trimEnd().length);
          if (!outcome.ok) expect(outcome.faults[0]?.message).toMatch(/stands twice/);
          return;
        }
        expect(outcome.ok).toBe(false);
        const position = /position (\d+)/.exec(refusal)?.[1];
        expect(jsonSyntaxErrorAt(json)).toBeLessThanOrEqual(Number(position ?? json.length));
      }),
      { numRuns: 1000 },
    );
  });
});
