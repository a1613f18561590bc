import type { Mutant } from './mutant.ts';

export const keyWithoutTenant: Mutant = {
  id: 'key-without-tenant',
  title: 'idempotency keys are looked up without the tenant: two tenants share one key space',
  expects: 'S09',
  scenario: 'baseline',
  plant: () => ({
    core: (real) => ({ ...real, keyScope: (_tenant, idempotencyKey) => idempotencyKey }),
  }),
};
