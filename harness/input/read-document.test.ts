import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InputError } from './input-error.ts';
import type { Problem } from './problem.ts';
import { readDocument } from './read-document.ts';

const schema = z.strictObject({
  name: z.string(),
  feeCapMsat: z.int().min(0).max(1_000_000).default(5000),
  tier: z.enum(['low', 'medium', 'high']).optional(),
  quantiles: z.array(z.number().gt(0).lt(1)).optional(),
  nested: z.unknown().optional(),
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fulgurite-input-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const problemsOf = (path: string): readonly Problem[] => {
  const result = readDocument(path, schema, { what: 'a policy file' });
  if (result.ok) throw new Error(`was read: ${JSON.stringify(result.value)}`);
  return result.problems;
};

const refused = (
  line: number,
  column: number,
  path: string,
  found: string,
  allowed: string,
  message = '',
) => ({
  line,
  column,
  path,
  found: expect.stringContaining(found),
  allowed: expect.stringContaining(allowed),
  message: expect.stringContaining(message),
});

const bomb = [
  'name: &a [x,x,x,x,x,x,x,x,x]',
  ...[...'bcdefghi'].map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(',')}]`),
].join('\n');

describe('a file of a person that cannot be used', () => {
  it.each<[string, string, string | Buffer, ReturnType<typeof refused>]>([
    ['empty', 'a.yaml', '', refused(0, 0, '', 'an empty file', 'a policy file')],
    ['only blanks', 'a.json', ' \n\n', refused(0, 0, '', 'an empty file', 'a policy file')],
    ['only comments', 'a.yaml', '# nothing\n', refused(0, 0, '', 'only comments', 'a policy file')],
    [
      'another kind of document',
      'a.yaml',
      '\n- a\n- b\n',
      refused(2, 1, '', '["a","b"]', 'a mapping with name, feeCapMsat'),
    ],
    [
      'bad YAML',
      'a.yaml',
      'name: [x, y\nfeeCapMsat: 1\n',
      refused(2, 1, '', '"feeCapMsat: 1"', 'well-formed YAML', 'end with a ]'),
    ],
    [
      'tabs',
      'a.yaml',
      'name: x\nnested:\n\t- b\n',
      refused(3, 1, '', '- b', 'well-formed YAML', 'spaces, not tabs'),
    ],
    [
      'a key twice',
      'a.yaml',
      'name: x\ntier: low\nname: y\n',
      refused(3, 1, '', '"name: y"', 'well-formed YAML', 'twice'),
    ],
    [
      'a tag',
      'a.yaml',
      'name: !!js/function "x"\n',
      refused(1, 7, '', 'js/function', 'well-formed YAML', 'tags'),
    ],
    [
      'two documents',
      'a.yaml',
      'name: x\n---\nname: y\n',
      refused(2, 1, '', '"---"', 'well-formed YAML', 'more than one'),
    ],
    ['an alias bomb', 'a.yaml', bomb, refused(2, 8, '', 'aliases that multiply', '100 times', 'alias bomb')],
    [
      'a circle',
      'a.yaml',
      'name: x\nnested: &n [*n]\n',
      refused(2, 13, '', 'alias of itself', 'at most 100', 'contains itself'),
    ],
    [
      'a lost alias',
      'a.yaml',
      'name: x\nnested: *gone\n',
      refused(2, 9, '', '*gone', 'an anchor that stands before it'),
    ],
    [
      'a key above',
      'a.yaml',
      'name: x\nfeeCapMsats: 3\n',
      refused(
        2,
        1,
        'feeCapMsats',
        '"feeCapMsats"',
        'the keys name, feeCapMsat',
        'did you mean "feeCapMsat"?',
      ),
    ],
    [
      'a strange key',
      'a.yaml',
      'name: x\n"b\\u0007 c": 3\n',
      refused(2, 1, '["b\\u0007 c"]', '"b\\u0007 c"', 'the keys name', 'no such key'),
    ],
    [
      'a prototype',
      'a.yaml',
      'name: x\n__proto__: {tier: low}\n',
      refused(2, 1, '__proto__', '"__proto__"', 'the keys name'),
    ],
    [
      'a wrong type',
      'a.yaml',
      'name: x\nfeeCapMsat: "5"\n',
      refused(2, 1, 'feeCapMsat', '"5"', 'a whole number from 0 to 1000000'),
    ],
    ['a missing key', 'a.yaml', '# c\ntier: low\n', refused(2, 1, 'name', 'nothing', 'a text', 'required')],
    [
      'a fee cap below zero',
      'a.yaml',
      'name: x\nfeeCapMsat: -1\n',
      refused(2, 1, 'feeCapMsat', '-1', 'from 0 to 1000000'),
    ],
    [
      'a quantile of 1.2',
      'a.yaml',
      'name: x\nquantiles:\n  - 0.5\n  - 1.2\n',
      refused(4, 5, 'quantiles[1]', '1.2', 'a number, above 0 and below 1'),
    ],
    [
      'a number that is none',
      'a.yaml',
      'name: x\nfeeCapMsat: .nan\n',
      refused(2, 1, 'feeCapMsat', 'NaN', 'a whole number'),
    ],
    [
      'a number beyond exactness',
      'a.yaml',
      'name: x\nfeeCapMsat: 90071992547409931\n',
      refused(2, 1, 'feeCapMsat', '90071992547409', 'from 0 to 1000000'),
    ],
    [
      'an unknown option',
      'a.yaml',
      'name: x\ntier: hihg\n',
      refused(2, 1, 'tier', '"hihg"', 'one of "low", "medium", "high"', 'did you mean "high"?'),
    ],
    [
      'JSON: cut off',
      'a.json',
      '{\n "name": "x",\n',
      refused(2, 14, '', 'the end of the file', 'well-formed JSON', 'not closed'),
    ],
    ['JSON: a stray comma', 'a.json', '{"name": "x",}', refused(1, 14, '', '"}"', 'well-formed JSON')],
    ['JSON: YAML instead', 'a.json', 'name: x\n', refused(1, 1, '', 'name: x', 'well-formed JSON')],
    [
      'JSON: a key twice',
      'a.json',
      '{"nested": [{"a": 1,\n"a": 2}], "name": "x"}',
      refused(2, 1, 'nested[0].a', '"a" twice', 'each key once'),
    ],
    [
      'JSON: a wrong type',
      'a.json',
      '{"name": "x",\n  "quantiles": ["\\"{", 2]}',
      refused(2, 17, 'quantiles[0]', '"\\"{"', 'a number'),
    ],
    [
      'UTF-16',
      'a.yaml',
      Buffer.from('\ufeffname: x', 'utf16le'),
      refused(1, 1, '', 'ff fe', 'UTF-8', 'UTF-16'),
    ],
    ['gzip', 'a.yaml', Buffer.from('1f8b0800', 'hex'), refused(1, 2, '', '8b', 'UTF-8', 'gzip')],
    [
      'broken UTF-8',
      'a.yaml',
      Buffer.from('name: \ufffd\ntier: l\xf6w\n'.replace('\ufffd', '\xef\xbf\xbd'), 'latin1'),
      refused(2, 8, '', 'f6 77 0a at byte 17', 'UTF-8'),
    ],
  ])('%s', (_, name, content, expected) => {
    const file = write(name, content);
    const problems = problemsOf(file);
    expect(problems[0]).toEqual({ file, ...expected });
    const said = new InputError(problems).message;
    expect(said).toContain(file);
    expect(said).not.toMatch(/\n\s+at |node_modules|ZodError|\bundefined\b/);
  });

  it('a list of wrong fields is told at once and in the order of the file', () => {
    const file = write('many.yaml', 'tier: 5\nquantiles: [2, x]\nfeeCapMsat: 1.5\n');
    expect(problemsOf(file).map((p) => [p.line, p.path, p.found])).toEqual([
      [1, 'name', 'nothing'],
      [1, 'tier', '5'],
      [2, 'quantiles[0]', '2'],
      [2, 'quantiles[1]', '"x"'],
      [3, 'feeCapMsat', '1.5'],
    ]);
  });

  it.each([
    ['[', 'a.yaml'],
    ['- ', 'a.yaml'],
    ['[', 'deep.json'],
  ])('%s without end is nested too deeply', (opening, name) => {
    const closing = name.endsWith('json') ? ']'.repeat(100_000) : '';
    const [problem] = problemsOf(write(name, opening.repeat(100_000) + closing));
    expect(problem).toMatchObject({ line: 1, message: 'nested too deeply' });
  });

  it('missing, a directory, a device, a circle of links', () => {
    const loop = join(folder, 'loop.yaml');
    symlinkSync(loop, loop);
    mkdirSync(join(folder, 'dir.yaml'));
    const seen = (path: string) => problemsOf(path).map((p) => [p.file === path, p.line, p.found, p.allowed]);
    expect(seen(join(folder, 'gone.yaml'))).toEqual([[true, 0, 'no file', 'a policy file']]);
    expect(seen(join(folder, 'dir.yaml'))).toEqual([[true, 0, 'a directory', 'a policy file']]);
    expect(seen('/dev/null')).toEqual([[true, 0, 'a device, pipe or socket', 'a policy file']]);
    expect(seen(loop)).toEqual([[true, 0, 'ELOOP', 'a policy file']]);
  });

  it.each([
    ['big.yaml', '100.0 MiB', 'at most 2097152 bytes'],
    ['big.json', '100.0 MiB', 'at most 8388608 bytes'],
  ])('%s of 100 MB is refused by its size, without reading it', (name, found, allowed) => {
    const path = join(folder, name);
    closeSync(openSync(path, 'w'));
    truncateSync(path, 100 * 1_048_576);
    const before = process.memoryUsage().rss;
    expect(problemsOf(path)[0]).toEqual({ file: path, ...refused(0, 0, '', found, allowed, 'not read') });
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1_048_576);
  });
});

describe('a file that can be used', () => {
  it('gives its value with defaults, its digest, and the place of each field', () => {
    const file = write(
      'good.yaml',
      '\ufeff# yes\nname: x\nnested: &n\n  - {a: 1}\n  -\n    b: [1, 2]\nquantiles: [0.5]\n',
    );
    const result = readDocument(file, schema);
    if (!result.ok) throw new InputError(result.problems);
    expect(result.value).toMatchObject({ name: 'x', feeCapMsat: 5000, quantiles: [0.5] });
    expect(result.sha256).toMatch(/^[0-9a-f]{64}$/);
    const paths = ['name', 'nested[0].a', 'nested[1].b[1]', 'nested[1].c', 'quantiles', 'gone', ''];
    expect(paths.map((path) => result.lineOf(path))).toEqual([2, 4, 6, 6, 7, 2, 2]);
    expect(result.problemAt('quantiles[0]', { found: 'f', allowed: 'a', message: 'm' })).toEqual({
      file,
      line: 7,
      column: 13,
      path: 'quantiles[0]',
      found: 'f',
      allowed: 'a',
      message: 'm',
    });
  });

  it('reads JSON, and finds fields in it', () => {
    const result = readDocument(write('good.json', '{"name":\n"x", "nested": [1,\n{"a": "}"}]}'), schema);
    expect(result.ok && [result.value.name, result.lineOf('nested[1].a'), result.lineOf('nested')]).toEqual([
      'x',
      3,
      2,
    ]);
  });

  it('follows an alias to its anchor', () => {
    const result = readDocument(
      write('alias.yaml', 'name: x\nnested:\n  one: &o\n    a: 1\n  two: *o\n'),
      schema,
    );
    expect(result.ok && [result.value.nested, result.lineOf('nested.two.a')]).toEqual([
      { one: { a: 1 }, two: { a: 1 } },
      4,
    ]);
  });
});
