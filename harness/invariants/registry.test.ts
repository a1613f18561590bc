import { expect, it } from 'vitest';
import { HISTORY_KINDS } from '#reports/evidence/history';
import { ALL_INVARIANTS } from './registry.ts';

it('holds the catalogue, in order, each promise with its source', () => {
  const safety = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 19, 20, 23, 25, 26, 27];
  const liveness = [1, 2, 3, 4, 5, 6];
  const ids = [
    ...safety.map((n) => `S${String(n).padStart(2, '0')}`),
    ...liveness.map((n) => `L${String(n).padStart(2, '0')}`),
  ];
  expect(ALL_INVARIANTS.map(({ id }) => id)).toEqual(ids);
  for (const { id, kind, promise, listens } of ALL_INVARIANTS) {
    expect(promise).toContain(`${kind === 'safety' ? 'Safety' : 'Liveness'} ${id}`);
    expect(new Set(listens).size).toBe(listens.length);
    for (const heard of listens) expect(HISTORY_KINDS).toHaveProperty(heard);
  }
});
