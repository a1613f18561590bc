import { expect, it } from 'vitest';
import { RecordChanges } from './record-changes.ts';

it('tells each hash once, from a moment on, in the order of its first change since', () => {
  const changes = new RecordChanges(null);
  for (const [ms, hash] of [
    [1, 'a'],
    [2, 'b'],
    [3, 'a'],
    [3, 'c'],
  ] as const)
    changes.add(ms, hash);
  expect([...changes.since(0)]).toEqual(['a', 'b', 'c']);
  expect([...changes.since(3)]).toEqual(['a', 'c']);
  expect([...changes.since(4)]).toEqual([]);
});

it('forgets what is older than its retention, also across the copies it makes', () => {
  const changes = new RecordChanges(100);
  for (let ms = 0; ms < 10_000; ms++) changes.add(ms, `h${ms}`);
  expect([...changes.since(0)]).toEqual(Array.from({ length: 101 }, (_, at) => `h${9_899 + at}`));
});
