import { RESEND_SAFE } from '#orchestrator/adapters/capabilities';
import type { DaemonEpoch, NodeName } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { NodeHealth } from '#orchestrator/ports/node';
import type { Network } from '#topologies/network';
import type { SimWorld } from './world.ts';

/** What polling a payer's status shows now; null: no answer (hung), so the last report ages. */
export function healthOf(world: SimWorld, network: Network, node: number, nowMs: number): NodeHealth | null {
  const state = world.nodeState(node);
  if (state === 'hung') return null;
  const { name, implementation } = network.nodes[node]!;
  const spendable = state === 'up' ? world.spendable(node) : { totalMsat: 0, largestChannelMsat: 0 };
  return {
    node: name as NodeName,
    reachable: state === 'up',
    epoch: `${node}.${world.epoch(node)}` as DaemonEpoch,
    spendableMsat: msat(BigInt(spendable.totalMsat)),
    largestChannelMsat: msat(BigInt(spendable.largestChannelMsat)),
    asOfMs: nowMs,
    resendSafe: RESEND_SAFE[implementation],
  };
}
