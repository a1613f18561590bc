import type { Mutant } from './mutant.ts';

export const auditSkipsFailures: Mutant = {
  id: 'audit-skips-failures',
  title: 'the error path writes no audit record',
  expects: 'S25',
  scenario: 'liquidity-drain',
  plant: () => ({
    core: (real) => ({
      ...real,
      auditTrail(intent, actor, events, atMs) {
        const failed = events.some(
          (event) => event.type === 'attempt_resolved' && event.outcome.kind === 'failed',
        );
        return failed ? [] : real.auditTrail(intent, actor, events, atMs);
      },
    }),
  }),
};
