import { z } from 'zod';
import { pick } from './draw.ts';
import { type DrawTargets, ordinal } from './fault.ts';
import type { Random } from './random.ts';

/** A node by its part in the trial: payers[node % payers], payees[node % payees] or nodes[node % nodes]. */
export const nodeAim = {
  role: z.enum(['payer', 'payee', 'any']),
  node: ordinal,
};

/** Payers carry the money of the orchestrator, so three draws of five hit one. */
export function aimAtNode(random: Random, targets: DrawTargets) {
  const role = pick(random, ['payer', 'payer', 'payer', 'payee', 'any'] as const);
  const count = { payer: targets.payerCount, payee: targets.payeeCount, any: targets.nodeCount }[role];
  return count === 0 ? null : { role, node: random.between(0, count - 1) };
}

/**
 * Channels in a row: of a payer, of a payee, or of the whole network (`node` is then ignored). `channel` is taken modulo
 * the length of that list, `channels` of them from there on.
 */
export const channelAim = {
  of: z.enum(['payer', 'payee', 'network']),
  node: ordinal,
  channel: ordinal,
  channels: z.int().min(1).max(10_000),
};

export function aimAtChannels(random: Random, targets: DrawTargets, channelsMax: number) {
  if (targets.channelCount === 0) return null;
  const of = pick(random, ['payer', 'payer', 'payer', 'payee', 'network'] as const);
  const count = { payer: targets.payerCount, payee: targets.payeeCount, network: targets.nodeCount }[of];
  if (count === 0) return null;
  return {
    of,
    node: random.between(0, count - 1),
    channel: random.between(0, targets.channelCount - 1),
    channels: random.between(1, channelsMax),
  };
}

/** The orchestrator's connection to payers[node % payers]. */
export const payerAim = { node: ordinal };

export function aimAtPayer(random: Random, targets: DrawTargets) {
  return targets.payerCount === 0 ? null : { node: random.between(0, targets.payerCount - 1) };
}

export const payeeAim = { node: ordinal };

export function aimAtPayee(random: Random, targets: DrawTargets) {
  return targets.payeeCount === 0 ? null : { node: random.between(0, targets.payeeCount - 1) };
}

/** Which calls to a payer are struck: the next `count` of this sort while the fault is armed. */
export const callAim = {
  ...payerAim,
  call: z.enum(['pay', 'lookup', 'any']),
  count: z.int().min(1).max(1_000_000),
};

export function aimAtCalls(random: Random, targets: DrawTargets) {
  const payer = aimAtPayer(random, targets);
  if (payer === null) return null;
  const call = pick(random, ['pay', 'pay', 'any', 'lookup'] as const);
  return { ...payer, call, count: random.between(1, 5) };
}

/** Nodes in a row: nodes[node % nodes] and those after it, whatever their role. */
export const groupAim = {
  node: ordinal,
  nodes: z.int().min(1).max(10_000).describe('So many nodes from nodes[node % nodes] on.'),
};

/** Half of the groups are most of the network: a few nodes of many carry nothing at all. */
export function aimAtGroup(random: Random, targets: DrawTargets) {
  const { nodeCount } = targets;
  if (nodeCount === 0) return null;
  const least = random.chance(1, 2) ? Math.ceil(nodeCount / 2) : 1;
  return { node: random.between(0, nodeCount - 1), nodes: random.between(least, nodeCount) };
}

export const percent = z.int().min(1).max(100);
