import { msat } from '#orchestrator/domain/money';
import type { Mutant } from './mutant.ts';
import { nodeCalls } from './node-calls.ts';

export const feeCapPerAttempt: Mutant = {
  id: 'fee-cap-per-attempt',
  title: 'every attempt adds a fee cap of its own to what may be spent',
  expects: 'S04',
  scenario: 'liquidity-drain',
  plant: () => ({
    ports: (real) => ({
      ...real,
      nodes: {
        ...nodeCalls(real.nodes),
        pay: (call) =>
          real.nodes.pay({ ...call, feeLimitMsat: msat(call.feeLimitMsat * BigInt(call.attemptNo)) }),
      },
    }),
  }),
};
