import { Draft } from '#orchestrator/domain/draft';
import type { Preimage } from '#orchestrator/domain/ids';
import { openAttempt } from '#orchestrator/domain/state';
import type { Mutant } from './mutant.ts';

export const settledWithoutProof: Mutant = {
  id: 'settled-without-proof',
  title: 'that the node has the payment is taken for success: HTTP 200 means paid',
  expects: 'S11',
  scenario: 'delayed-events',
  plant: () => ({
    core: (real) => ({
      ...real,
      decide(state, input, context) {
        const accepted = input.type === 'answered' && input.answer.kind === 'in_flight';
        const open = state === null ? null : openAttempt(state);
        if (!accepted || open === null || open.record.no !== input.attemptNo)
          return real.decide(state, input, context);
        const paid = { kind: 'settled', preimage: '' as Preimage, feeMsat: null } as const;
        return new Draft(state, context.nowMs).settle(input.attemptNo, paid, 'lookup', '', '');
      },
    }),
  }),
};
