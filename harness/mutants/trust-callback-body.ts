import { preimageProves } from '#orchestrator/domain/digest';
import type { Preimage } from '#orchestrator/domain/ids';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { NodeHint } from '#orchestrator/ports/node';
import type { Mutant } from './mutant.ts';
import { nodeCalls } from './node-calls.ts';

export const trustCallbackBody: Mutant = {
  id: 'trust-callback-body',
  title: 'a callback is believed: what it says is taken for the answer of the node',
  expects: 'S23',
  scenario: 'stale-callbacks',
  plant({ process, isWaiting }) {
    /** Payment hash → the latest call about it. */
    const calls = new Map<string, number>();
    return {
      hint(hint) {
        const callId = calls.get(hint.hash);
        const answer = believed(hint);
        if (callId !== undefined && answer !== null && isWaiting(callId)) process.answered(callId, answer);
      },
      ports(real) {
        // Another incarnation counts its calls from one again.
        calls.clear();
        const nodes = nodeCalls(real.nodes);
        return {
          ...real,
          nodes: {
            ...nodes,
            pay(call) {
              calls.set(call.hash, call.callId);
              nodes.pay(call);
            },
            lookup(call) {
              calls.set(call.hash, call.callId);
              nodes.lookup(call);
            },
          },
        };
      },
    };
  },
};

/** The callback as a node's answer; null when the engine itself would see that it lies. */
function believed({ claims, preimage, hash }: NodeHint): NodeAnswer | null {
  if (claims === 'failed') return { kind: 'failed', reason: 'no_route', epoch: '', record: '' };
  if (claims !== 'settled' || !preimageProves(preimage, hash)) return null;
  return { kind: 'settled', preimage: preimage as Preimage, feeMsat: null, epoch: '', record: '' };
}
