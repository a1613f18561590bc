import type { NodeName } from '#orchestrator/domain/ids';
import type { PayCall } from '#orchestrator/ports/node';
import type { Mutant } from './mutant.ts';
import { nodeCalls } from './node-calls.ts';

const PATIENCE_MS = 1_500;

export const doubleDispatchOnTimeout: Mutant = {
  id: 'double-dispatch-on-timeout',
  title: 'a node that is slow to answer is given up: the payment leaves through another node as well',
  expects: 'S03',
  scenario: 'node-outage',
  plant({ kernel, payers, isWaiting }) {
    const sent: { readonly call: PayCall; readonly send: (call: PayCall) => void }[] = [];
    const onImpatient = kernel.register((at) => {
      const { call, send } = sent[at]!;
      const other = payers.find((name) => name !== call.node);
      if (isWaiting(call.callId) && other !== undefined)
        send({ ...call, callId: -call.callId, node: other as NodeName });
    });
    return {
      ports: (real) => ({
        ...real,
        nodes: {
          ...nodeCalls(real.nodes),
          pay(call) {
            real.nodes.pay(call);
            sent.push({ call, send: (again) => real.nodes.pay(again) });
            kernel.schedule(kernel.nowMs + PATIENCE_MS, onImpatient, sent.length - 1, 0);
          },
        },
      }),
    };
  },
};
