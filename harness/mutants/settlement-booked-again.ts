import { Draft } from '#orchestrator/domain/draft';
import type { Mutant } from './mutant.ts';

export const settlementBookedAgain: Mutant = {
  id: 'settlement-booked-again',
  title: 'a settlement is written down once more whenever somebody points at it',
  expects: 'S17',
  scenario: 'stale-callbacks',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        const last = state?.attempts.at(-1);
        if (input.type !== 'hinted' || state?.status !== 'settled' || last?.outcome?.kind !== 'settled')
          return real.decide(state, input, context);
        const draft = new Draft(state, context.nowMs);
        draft.emit({
          type: 'attempt_resolved',
          no: last.record.no,
          outcome: last.outcome,
          source: 'lookup',
          record: '',
          epoch: '',
          atMs: context.nowMs,
        });
        return draft;
      },
    }),
  }),
};
