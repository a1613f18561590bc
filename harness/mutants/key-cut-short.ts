import type { Mutant } from './mutant.ts';

/** Room in the column. The keys of the workload are longer from the tenth of a tenant on. */
const COLUMN = 'key-1'.length;

export const keyCutShort: Mutant = {
  id: 'key-cut-short',
  title: 'the column of idempotency keys is too short: keys that begin alike are one key',
  expects: 'S05',
  scenario: 'baseline',
  plant: () => ({
    core: (real) => ({
      ...real,
      keyScope: (tenant, idempotencyKey) => real.keyScope(tenant, idempotencyKey.slice(0, COLUMN)),
    }),
  }),
};
