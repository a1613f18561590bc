import type { IntentId } from '#orchestrator/domain/ids';
import type { PayCall } from '#orchestrator/ports/node';
import type { Mutant } from './mutant.ts';
import { nodeCalls } from './node-calls.ts';

export const lockReleasedOnAwait: Mutant = {
  id: 'lock-released-on-await',
  title: 'the lock of a key is let go while the node works: a retry in that time sends the payment again',
  expects: 'S08',
  scenario: 'baseline',
  plant({ isWaiting }) {
    const sent = new Map<IntentId, PayCall>();
    return {
      ports: (real) => ({
        ...real,
        nodes: {
          ...nodeCalls(real.nodes),
          pay(call) {
            sent.set(call.intent, call);
            real.nodes.pay(call);
          },
        },
        respond(requestId, status, body) {
          real.respond(requestId, status, body);
          if (status !== 409) return;
          const { intent } = JSON.parse(body) as { readonly intent?: IntentId };
          const call = intent === undefined ? undefined : sent.get(intent);
          if (call !== undefined && isWaiting(call.callId)) real.nodes.pay({ ...call, callId: -call.callId });
        },
      }),
    };
  },
};
