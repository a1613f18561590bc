import { msat } from '#orchestrator/domain/money';
import type { Mutant } from './mutant.ts';
import { nodeCalls } from './node-calls.ts';

export const feeAddedToAmount: Mutant = {
  id: 'fee-added-to-amount',
  title: 'the fee limit is put on top of the amount: the payee takes what was meant for the route',
  expects: 'S01',
  scenario: 'baseline',
  plant: () => ({
    ports: (real) => ({
      ...real,
      nodes: {
        ...nodeCalls(real.nodes),
        pay: (call) => real.nodes.pay({ ...call, amountMsat: msat(call.amountMsat + call.feeLimitMsat) }),
      },
    }),
  }),
};
