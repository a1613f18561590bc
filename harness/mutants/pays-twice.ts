import type { NodeName } from '#orchestrator/domain/ids';
import type { Mutant } from './mutant.ts';
import { nodeCalls } from './node-calls.ts';

/** The canary: so gross that a suite which does not see it at once sees nothing. It is not counted among the mutants. */
export const paysTwice: Mutant = {
  id: 'pays-twice',
  title: 'every payment leaves through two nodes at once',
  expects: 'S02',
  also: ['S01', 'S03'],
  scenario: 'baseline',
  plant: ({ payers }) => ({
    ports: (real) => ({
      ...real,
      nodes: {
        ...nodeCalls(real.nodes),
        pay(call) {
          real.nodes.pay(call);
          const other = payers.find((name) => name !== call.node);
          if (other !== undefined) real.nodes.pay({ ...call, callId: -call.callId, node: other as NodeName });
        },
      },
    }),
  }),
};
