import type { IntentId } from '#orchestrator/domain/ids';
import type { EnginePorts } from '#orchestrator/ports/host';
import type { PayCall } from '#orchestrator/ports/node';
import type { Mutant } from './mutant.ts';
import { nodeCalls } from './node-calls.ts';

export const callbackChoosesNode: Mutant = {
  id: 'callback-chooses-node',
  title: 'a callback is not checked against the ledger: its hash and its node are looked up as they come',
  expects: 'S24',
  scenario: 'stale-callbacks',
  plant() {
    const sent = new Map<string, PayCall>();
    let ports: EnginePorts | null = null;
    let calls = 0;
    return {
      hint({ hash, node }) {
        const { intent = 'int_unknown' as IntentId, attemptNo = 1, timeoutMs = 1_000 } = sent.get(hash) ?? {};
        const call = { callId: --calls, intent, attemptNo, node, hash, timeoutMs } as const;
        ports?.nodes.lookup({ ...call, epochAtSend: '' });
      },
      ports(real) {
        ports = real;
        return {
          ...real,
          nodes: {
            ...nodeCalls(real.nodes),
            pay(call) {
              sent.set(call.hash, call);
              real.nodes.pay(call);
            },
          },
        };
      },
    };
  },
};
