import { expect, it } from 'vitest';
import { chooseSeed } from './choose-seed.ts';

const commit = '00000000000000ff'.padEnd(40, '1');

it('takes --seed, then the pilot, then the commit in CI, then a fresh one', () => {
  expect(chooseSeed('1', '2', () => commit, { CI: 'true' }).seed).toBe('1');
  expect(chooseSeed(undefined, '2', () => commit, { CI: 'true' }).seed).toBe('2');
  expect(chooseSeed(undefined, undefined, () => commit, { CI: 'true' })).toEqual({
    seed: '255',
    because: 'from commit 000000000000',
  });
  const drawn = [1, 2].map(() => chooseSeed(undefined, undefined, () => commit, { CI: 'false' }).seed);
  expect(drawn[0]).toMatch(/^\d+$/);
  expect(drawn[0]).not.toBe(drawn[1]);
  expect(chooseSeed(undefined, undefined, () => null, { CI: '1' }).because).toMatch(/drawn/);
});
