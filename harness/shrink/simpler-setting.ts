import { parse } from 'yaml';
import type { TrialPlan } from '#harness/sim/trial-plan';
import type { NetworkChannel } from '#topologies/network';
import type { TrialBudget } from './trial-budget.ts';

/** A world that a person can hold in the head: constant latencies, plain nodes, equal channels, a short policy. */
export function simplifySetting(budget: TrialBudget): void {
  const change = (next: Partial<TrialPlan>) => budget.take({ ...budget.plan, ...next });
  change({ seed: '0' });
  change({ latency: CONSTANT });
  change({ timing: { ...budget.plan.timing, blockMeanMs: 600_000 } });
  shortenTimes(budget);
  const { network } = budget.plan;
  change({ network: { ...network, channels: network.channels.map(evenly) } });
  simplifyNodes(budget);
  change({ policyText: shortPolicy(budget.plan) });
}

const CONSTANT: TrialPlan['latency'] = {
  hopMs: { min: 10, max: 10 },
  apiMs: { min: 1, max: 1 },
  diskMs: { min: 1, max: 1 },
};

/** Ends the storm, and the trial, as early as it still shows. */
function shortenTimes(budget: TrialBudget): void {
  const violatedS = Math.ceil((budget.violatedAtMs + 1) / 1_000) * 1_000;
  shorten(budget, 'stormMs', [1_000, violatedS, Math.floor(budget.plan.timing.stormMs / 1_000) * 1_000]);
  shorten(budget, 'quietMs', [1, 1_000, 10_000, 30_000]);
}

function shorten(budget: TrialBudget, field: 'stormMs' | 'quietMs', times: readonly number[]): void {
  for (const ms of times) {
    const { timing } = budget.plan;
    if (ms < timing[field] && budget.take({ ...budget.plan, timing: { ...timing, [field]: ms } })) return;
  }
}

/** Rich on both sides, cheap, and never full. */
function evenly(channel: NetworkChannel): NetworkChannel {
  const capacityMsat = 10_000_000_000;
  const policy = {
    feeBaseMsat: 1_000,
    feePpm: 1,
    cltvDeltaBlocks: 40,
    htlcMinMsat: 1,
    htlcMaxMsat: capacityMsat,
    disabled: false,
  };
  return {
    ...channel,
    capacityMsat,
    balanceAMsat: capacityMsat / 2,
    reserveMsat: capacityMsat / 100,
    htlcSlots: 483,
    policyA: policy,
    policyB: policy,
  };
}

function simplifyNodes(budget: TrialBudget): void {
  const { nodes } = budget.plan.network;
  nodes.forEach((node, at) => {
    if (node.implementation === 'plain') return;
    const { network } = budget.plan;
    const plain = network.nodes.with(at, { ...node, implementation: 'plain' });
    budget.take({ ...budget.plan, network: { ...network, nodes: plain } });
  });
}

interface PolicyShape {
  readonly tenants: readonly { readonly id: string }[];
  readonly corridors: readonly { readonly id: string; readonly nodes: readonly string[] }[];
  readonly delegations?: readonly { readonly id: string }[];
}

/** The policy without corridors, tenants and grants that no request names, and nodes that are not there. */
function shortPolicy({ policyText, operations, network }: TrialPlan): string {
  const policy = parse(policyText) as PolicyShape;
  const firsts = operations.filter((operation) => operation.kind === 'first');
  const named = (field: 'tenant' | 'corridor' | 'delegation') =>
    new Set<string>(firsts.map((operation) => operation[field]));
  const [tenants, corridors, delegations] = [named('tenant'), named('corridor'), named('delegation')];
  const payers = new Set(network.nodes.filter((node) => node.payer).map((node) => node.name));
  return JSON.stringify({
    ...policy,
    tenants: policy.tenants.filter(({ id }) => tenants.has(id)),
    corridors: policy.corridors
      .filter(({ id }) => corridors.has(id))
      .map((corridor) => ({ ...corridor, nodes: corridor.nodes.filter((name) => payers.has(name)) })),
    delegations: (policy.delegations ?? []).filter(({ id }) => delegations.has(id)),
  });
}
