import type { Network } from '#topologies/network';
import type { SimWorld } from '../world.ts';

/** Whom faults can be aimed at: ordinals of nodes. */
export interface NodeAims {
  readonly payers: readonly number[];
  readonly payees: readonly number[];
  readonly nodeCount: number;
}

/** The node that a fault names by its role, -1 when there is none. */
export function nodeAimedAt(
  { payers, payees, nodeCount }: NodeAims,
  aim: { readonly role: 'payer' | 'payee' | 'any'; readonly node: number },
): number {
  if (aim.role === 'any') return nodeCount === 0 ? -1 : aim.node % nodeCount;
  const list = aim.role === 'payer' ? payers : payees;
  return list[aim.node % Math.max(1, list.length)] ?? -1;
}

/** One end of a channel, as seen from the node that owns it. */
export interface End {
  readonly channel: number;
  readonly node: number;
  readonly peer: number;
}

/** The channels in a row that a fault is aimed at, open ones only. */
export function endsAimedAt(
  world: SimWorld,
  { channels }: Network,
  { payers, payees }: NodeAims,
  aim: {
    readonly of: 'payer' | 'payee' | 'network';
    readonly node: number;
    readonly channel: number;
    readonly channels: number;
  },
): readonly End[] {
  const owners = aim.of === 'payer' ? payers : aim.of === 'payee' ? payees : null;
  const owner = owners === null ? -1 : (owners[aim.node % Math.max(1, owners.length)] ?? -2);
  const all: End[] = [];
  channels.forEach(({ a, b }, channel) => {
    if (world.truth.isClosed(channel)) return;
    if (owner === -1 || owner === a) all.push({ channel, node: a, peer: b });
    else if (owner === b) all.push({ channel, node: b, peer: a });
  });
  const wanted = Math.min(aim.channels, all.length);
  return Array.from({ length: wanted }, (_, index) => all[(aim.channel + index) % all.length]!);
}
