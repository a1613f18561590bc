import { preimageProves } from '#orchestrator/domain/digest';
import type { NodeHint } from '#orchestrator/ports/node';
import type { Mutant } from './mutant.ts';
import { nodeCalls } from './node-calls.ts';

export const trustCallbackBody: Mutant = {
  id: 'trust-callback-body',
  title: 'a callback is believed: what it says is taken for the answer of the node',
  expects: 'S23',
  scenario: 'stale-callbacks',
  plant({ process }) {
    const believed = new Map<string, NodeHint>();
    return {
      hint: (hint) => believed.set(hint.hash, hint),
      ports: (real) => ({
        ...real,
        nodes: {
          ...nodeCalls(real.nodes),
          lookup(call) {
            const said = believed.get(call.hash);
            const proven = said?.claims === 'settled' && preimageProves(said.preimage, call.hash);
            if (said === undefined || (said.claims === 'settled' && !proven)) real.nodes.lookup(call);
            else if (said.claims === 'settled')
              process.answered(call.callId, {
                kind: 'settled',
                preimage: said.preimage as Exclude<NodeHint['preimage'], ''>,
                feeMsat: null,
                epoch: '',
                record: '',
              });
            else process.answered(call.callId, { kind: 'failed', reason: 'no_route', epoch: '', record: '' });
          },
        },
      }),
    };
  },
};
