import type { ForwardingPolicy, Implementation, Network } from '#topologies/network';

const SAT = 1_000;
export const CAPACITY_MSAT = 1_000_000 * SAT;
const RESERVE_MSAT = 10_000 * SAT;
const FEE_BASE_MSAT = 1_000n;
const FEE_PPM = 100n;

const POLICY: ForwardingPolicy = {
  feeBaseMsat: Number(FEE_BASE_MSAT),
  feePpm: Number(FEE_PPM),
  cltvDeltaBlocks: 40,
  htlcMinMsat: 1,
  htlcMaxMsat: CAPACITY_MSAT,
  disabled: false,
};

export const PAYER = 0;
export const FRIEND = 3;
export const HERMIT = 4;
const ROUTER = 1;
const PAYEE = 2;

/** payer — router — payee, and router — friend; nobody reaches the hermit. 1,000,000 sat a channel, all on the near side. */
export function contractNetwork(daemon: Implementation): Network {
  const node = (name: string, implementation: Implementation) => ({
    name,
    pubkey: name,
    implementation,
    payer: true,
    payee: true,
  });
  const channel = (a: number, b: number) => ({
    id: `c${a}${b}`,
    a,
    b,
    capacityMsat: CAPACITY_MSAT,
    balanceAMsat: CAPACITY_MSAT,
    reserveMsat: RESERVE_MSAT,
    htlcSlots: 483,
    policyA: POLICY,
    policyB: POLICY,
  });
  return {
    name: `contract ${daemon}`,
    nodes: [
      node('payer', daemon),
      node('router', 'plain'),
      node('payee', daemon),
      node('friend', 'plain'),
      node('hermit', 'plain'),
    ],
    channels: [channel(PAYER, ROUTER), channel(ROUTER, PAYEE), channel(ROUTER, FRIEND)],
  };
}

/** What the router takes (BOLT 7): the only fee of the only route. */
export function routerFeeMsat(amountMsat: bigint): bigint {
  return FEE_BASE_MSAT + (amountMsat * FEE_PPM) / 1_000_000n;
}
