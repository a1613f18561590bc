import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath, parsePath } from './field-path.ts';
import { formatProblems } from './format-problems.ts';
import { InputError } from './input-error.ts';
import { editDistance, nearestName } from './nearest-name.ts';
import type { Problem } from './problem.ts';
import { shortJson } from './short-json.ts';
import { positionsOf } from './source-text.ts';

describe('a field path', () => {
  it('is written as people write it', () => {
    expect(formatPath(['channels', 3, 'capacitySat', 'a b', '7'])).toBe(
      'channels[3].capacitySat["a b"]["7"]',
    );
  });

  it('can be read back, whatever the keys are', () => {
    const parts = fc.array(fc.oneof(fc.nat(), fc.string(), fc.stringMatching(/^[a-z][\w-]*$/)));
    fc.assert(
      fc.property(parts, (path) => {
        expect(parsePath(formatPath(path))).toEqual(path);
      }),
    );
  });
});

describe('the nearest name', () => {
  it.each([
    ['capacitySats', 'capacitySat'],
    ['capactiySat', 'capacitySat'],
    ['SPLIT', 'split'],
    ['payre', 'payer'],
    ['fortune', undefined],
    ['x'.repeat(1_000_000), undefined],
  ])('of %.20s is %s', (typed, expected) => {
    expect(nearestName(typed, ['capacitySat', 'split', 'payer', 'payee'])).toBe(expected);
  });

  it('is measured by a distance: zero for equal, symmetric, at most the longer length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('what is shown', () => {
  it('is one line, short, and harmless to a terminal', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constant('\u009b31m\u2028')),
        (value) => {
          const shown = shortJson(value);
          expect(shown).not.toMatch(/[\p{Cc}\u2028]/u);
          expect(shown.length).toBeLessThanOrEqual(70);
        },
      ),
    );
  });

  it('positions are lines and columns from 1', () => {
    const at = positionsOf('ab\n\ncd');
    expect([0, 1, 2, 3, 4, 5].map((offset) => Object.values(at(offset)))).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
      [3, 1],
      [3, 2],
    ]);
  });

  const problem = (line: number): Problem => ({
    file: 'pilot.yaml',
    line,
    column: 5,
    path: 'tier',
    found: '"x"',
    allowed: '"low"',
    message: 'why',
  });
  it('the first twenty problems, a line each, and how many more there are', () => {
    const lines = formatProblems(Array.from({ length: 23 }, (_, i) => problem(i + 1))).split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[1]).toBe('pilot.yaml:2:5  tier — found "x", allowed "low" (why)');
    expect(lines[20]).toBe('… and 3 more problems');
    expect(formatProblems([{ ...problem(0), path: '' }])).toBe(
      'pilot.yaml  (file) — found "x", allowed "low" (why)',
    );
  });

  it('an input error carries its problems', () => {
    const error = new InputError([problem(1)]);
    expect([error.name, error.problems.length, error.message]).toEqual([
      'InputError',
      1,
      'pilot.yaml:1:5  tier — found "x", allowed "low" (why)',
    ]);
  });
});
