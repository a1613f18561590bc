import type { ForwardingPolicy, Network, NetworkChannel } from '#topologies/network';

export const POLICY: ForwardingPolicy = {
  feeBaseMsat: 1000,
  feePpm: 100,
  cltvDeltaBlocks: 40,
  htlcMinMsat: 1,
  htlcMaxMsat: 1_000_000_000,
  disabled: false,
};

export interface ChannelSketch {
  readonly a: number;
  readonly b: number;
  readonly capacityMsat?: number;
  readonly balanceAMsat?: number;
  readonly reserveMsat?: number;
  readonly htlcSlots?: number;
  readonly policyA?: Partial<ForwardingPolicy>;
  readonly policyB?: Partial<ForwardingPolicy>;
}

/** A network of plain nodes 0 … n-1 from what matters of its channels: 1,000,000 sat each, split evenly, reserve 1 %. */
export function sketch(nodeCount: number, channels: readonly ChannelSketch[]): Network {
  return {
    name: 'sketch',
    nodes: Array.from({ length: nodeCount }, (_, node) => ({
      name: `n${node}`,
      pubkey: `n${node}`,
      implementation: 'plain',
      payer: true,
      payee: true,
    })),
    channels: channels.map((it, index): NetworkChannel => {
      const capacityMsat = it.capacityMsat ?? 1_000_000_000;
      return {
        id: `c${index}`,
        a: it.a,
        b: it.b,
        capacityMsat,
        balanceAMsat: it.balanceAMsat ?? capacityMsat / 2,
        reserveMsat: it.reserveMsat ?? capacityMsat / 100,
        htlcSlots: it.htlcSlots ?? 483,
        policyA: { ...POLICY, ...it.policyA },
        policyB: { ...POLICY, ...it.policyB },
      };
    }),
  };
}

/** 0 — 1 — … — n-1, one channel a hop: channel i joins i and i + 1. */
export function line(
  nodeCount: number,
  change: (channel: number) => Partial<ChannelSketch> = () => ({}),
): Network {
  return sketch(
    nodeCount,
    Array.from({ length: nodeCount - 1 }, (_, i) => ({ a: i, b: i + 1, ...change(i) })),
  );
}
