import type { Mutant } from './mutant.ts';

export const auditNamesEngine: Mutant = {
  id: 'audit-names-engine',
  title: 'the audit log calls the engine the author of everything, approvals by people too',
  expects: 'S25',
  scenario: 'baseline',
  plant: () => ({
    core: (real) => ({
      ...real,
      auditTrail: (...of) => real.auditTrail(...of).map((draft) => ({ ...draft, actor: 'engine' })),
    }),
  }),
};
