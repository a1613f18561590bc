import type { TrialPlan } from '#harness/sim/trial-plan';
import { decodeHistory } from '#reports/evidence/encoded-history';
import type { Network } from '#topologies/network';
import { ddmin } from './ddmin.ts';
import { retargeted } from './retarget.ts';
import type { TrialBudget } from './trial-budget.ts';

/** Nodes with their channels, then channels. What nothing ever touched goes first, at once: of mainnet that leaves a dozen. */
export function dropNetwork(budget: TrialBudget): void {
  const touched = touchedNodes(budget);
  const all = budget.plan.network.nodes.map((_, ordinal) => ordinal);
  const begun = budget.plan;
  const without = (kept: readonly number[]) => takeNodes(budget, begun, kept);
  const small = all.filter((ordinal) => touched.has(ordinal));
  const first = small.length < all.length && without(small) ? small : all;
  ddmin(first, without);
  const { plan } = budget;
  ddmin(plan.network.channels, (channels) =>
    budget.take({ ...plan, network: { ...plan.network, channels } }),
  );
}

/** `kept` are ordinals in the network of `begun`. */
function takeNodes(budget: TrialBudget, begun: TrialPlan, kept: readonly number[]): boolean {
  const network = subnetwork(begun.network, kept);
  if (!network.nodes.some((node) => node.payer) || !network.nodes.some((node) => node.payee)) return false;
  const schedule = begun.schedule.map((fault) => retargeted(fault, begun.network, network));
  return budget.take({ ...begun, network, schedule });
}

/** These nodes with the channels between them. */
export function subnetwork({ name, nodes, channels }: Network, kept: readonly number[]): Network {
  const moved = new Map(kept.map((ordinal, at) => [ordinal, at]));
  return {
    name,
    nodes: kept.map((ordinal) => nodes[ordinal]!),
    channels: channels.flatMap((channel) => {
      const a = moved.get(channel.a);
      const b = moved.get(channel.b);
      return a === undefined || b === undefined ? [] : [{ ...channel, a, b }];
    }),
  };
}

function touchedNodes(budget: TrialBudget): ReadonlySet<number> {
  const touched = new Set<number>();
  for (const { kind, node, peer } of decodeHistory(budget.history())) {
    // Everybody's balance is written down, whether it moved or not.
    if (kind === 'balance-seen') continue;
    touched.add(node);
    touched.add(peer);
  }
  return touched;
}
