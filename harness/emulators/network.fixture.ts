import type { ForwardingPolicy, Implementation, Network } from '#topologies/network';
import type { DecodedBolt11, EmulatedPay } from './desk.ts';
import { EmulatedNetwork, type EmulatedNetworkOptions } from './emulated-network.ts';

export const SAT = 1_000;

const POLICY: ForwardingPolicy = {
  feeBaseMsat: 1_000,
  feePpm: 100,
  cltvDeltaBlocks: 40,
  htlcMinMsat: 1,
  htlcMaxMsat: 900_000 * SAT,
  disabled: false,
};

/**
 * `payer` — `router` — `payee`, 1,000,000 sat a channel, all of it on the near side; with `other`, another payer at the router.
 * Fee of the router: 1,000 msat + 100 ppm.
 */
export function smallNetwork(
  implementations: {
    readonly payer: Implementation;
    readonly payee?: Implementation;
    readonly router?: Implementation;
    readonly other?: Implementation;
  },
  name = 'small',
): Network {
  const { payer, payee = 'plain', router = 'plain', other } = implementations;
  const node = (of: string, implementation: Implementation) => ({
    name: of,
    pubkey: of,
    implementation,
    payer: true,
    payee: true,
  });
  const channel = (a: number, b: number, share = 1) => ({
    id: `c${a}${b}`,
    a,
    b,
    capacityMsat: 1_000_000 * SAT,
    balanceAMsat: 1_000_000 * SAT * share,
    reserveMsat: 10_000 * SAT,
    htlcSlots: 483,
    policyA: POLICY,
    policyB: POLICY,
  });
  return {
    name,
    nodes: [
      node('payer', payer),
      node('router', router),
      node('payee', payee),
      ...(other === undefined ? [] : [node('other', other)]),
    ],
    channels: [channel(0, 1), channel(1, 2), ...(other === undefined ? [] : [channel(3, 1)])],
  };
}

/** The network above with its own virtual clock, driven step by step unless told otherwise. */
export function smallEmulatedNetwork(
  implementations: Parameters<typeof smallNetwork>[0],
  more: Partial<EmulatedNetworkOptions> = {},
): EmulatedNetwork {
  return new EmulatedNetwork({ network: smallNetwork(implementations), pace: 'stepwise', ...more });
}

/** A pay call with limits that do not matter. */
export function payOf(invoice: DecodedBolt11, more: Partial<EmulatedPay> = {}): EmulatedPay {
  return {
    invoice,
    amountMsat: invoice.amountMsat ?? 10_000 * SAT,
    feeLimitMsat: 100_000,
    windowMs: 60_000,
    partsMax: 1,
    cltvLimitBlocks: 1_440,
    gone: false,
    ...more,
  };
}
