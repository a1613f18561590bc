import type { NodeName } from '#orchestrator/domain/ids';
import type { Mutant } from './mutant.ts';
import { nodeCalls } from './node-calls.ts';

/** How long one worker is busy with an intent: whatever another one takes in that time, both send. */
const BUSY_MS = 50;

export const dispatchBeforeLease: Mutant = {
  id: 'dispatch-before-lease',
  title: 'two workers take work from one queue, and each sends before it holds the lease',
  expects: 'S02',
  scenario: 'baseline',
  plant({ kernel, payers }) {
    let busyUntilMs = -1;
    return {
      ports: (real) => ({
        ...real,
        nodes: {
          ...nodeCalls(real.nodes),
          pay(call) {
            const contended = kernel.nowMs < busyUntilMs;
            busyUntilMs = kernel.nowMs + BUSY_MS;
            real.nodes.pay(call);
            const other = payers.find((name) => name !== call.node);
            if (contended && other !== undefined)
              real.nodes.pay({ ...call, callId: -call.callId, node: other as NodeName });
          },
        },
      }),
    };
  },
};
