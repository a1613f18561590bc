import type { Implementation, Network } from '#topologies/network';

const SAT = 1_000;
const CAPACITY_MSAT = 10_000_000 * SAT;

/** `payer` — `router` — `payee`, all liquidity on the near side; the router takes 1,000 msat and 100 ppm. */
export function threeNodes(payer: Implementation): Network {
  const node = (name: string, implementation: Implementation) => ({
    name,
    pubkey: name,
    implementation,
    payer: true,
    payee: true,
  });
  const policy = {
    feeBaseMsat: 1_000,
    feePpm: 100,
    cltvDeltaBlocks: 40,
    htlcMinMsat: 1,
    htlcMaxMsat: CAPACITY_MSAT,
    disabled: false,
  };
  const channel = (a: number, b: number) => ({
    id: `c${a}${b}`,
    a,
    b,
    capacityMsat: CAPACITY_MSAT,
    balanceAMsat: CAPACITY_MSAT,
    reserveMsat: 10_000 * SAT,
    htlcSlots: 483,
    policyA: policy,
    policyB: policy,
  });
  return {
    name: `bench-${payer}`,
    nodes: [node('payer', payer), node('router', 'plain'), node('payee', 'plain')],
    channels: [channel(0, 1), channel(1, 2)],
  };
}
