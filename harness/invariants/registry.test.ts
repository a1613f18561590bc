import { expect, it } from 'vitest';
import { HISTORY_KINDS } from '#reports/evidence/history';
import { ALL_INVARIANTS } from './registry.ts';

it('holds the catalogue, in order, each promise with its source', () => {
  const safety = Array.from({ length: 35 }, (_, i) => i + 1).filter((n) => ![31, 33, 34, 35].includes(n));
  const liveness = Array.from({ length: 13 }, (_, i) => i + 1);
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
