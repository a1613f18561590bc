import fc from 'fast-check';
import { IMPLEMENTATIONS, type Implementation, type Network, type NetworkChannel } from '#topologies/network';
import { defaultReserveMsat } from '#topologies/network-limits';
import { standInPubkey } from '#topologies/pubkey';

interface Link {
  /** Taken modulo the nodes that it may lead to. */
  readonly to: number;
  readonly capacitySat: number;
  /** What the side that opens it owns, percent. */
  readonly ownPct: number;
  readonly feeBaseMsat: number;
  readonly feePpm: number;
  readonly cltvDeltaBlocks: number;
  readonly htlcSlots: number;
}

export interface TopologyGenes {
  readonly payers: readonly Implementation[];
  readonly routers: number;
  readonly payees: readonly Implementation[];
  /** Channels that each payer, router and payee opens. */
  readonly opens: readonly number[];
  readonly links: readonly Link[];
}

const PAYERS_MAX = 4;
const ROUTERS_MAX = 4;
const PAYEES_MAX = 4;
const NODES_MAX = PAYERS_MAX + ROUTERS_MAX + PAYEES_MAX;
const OPENS_MAX = 3;

const implementation = fc.constantFrom(...IMPLEMENTATIONS);

const link = fc.record<Link>({
  to: fc.nat(1023),
  capacitySat: fc.constantFrom(200_000, 1_000_000, 5_000_000, 20_000_000),
  ownPct: fc.integer({ min: 20, max: 100 }),
  feeBaseMsat: fc.constantFrom(0, 1, 1_000),
  feePpm: fc.constantFrom(0, 1, 100, 1_000),
  cltvDeltaBlocks: fc.constantFrom(40, 80, 144),
  htlcSlots: fc.constantFrom(483, 483, 30, 6),
});

/** A small network: one to four of everything, any daemon anywhere; a few channels each, so that some routes are alone. */
export const topologyGenes: fc.Arbitrary<TopologyGenes> = fc.record({
  payers: fc.array(implementation, { minLength: 1, maxLength: PAYERS_MAX }),
  routers: fc.integer({ min: 1, max: ROUTERS_MAX }),
  payees: fc.array(implementation, { minLength: 1, maxLength: PAYEES_MAX }),
  opens: fc.array(fc.integer({ min: 1, max: OPENS_MAX }), { minLength: NODES_MAX, maxLength: NODES_MAX }),
  links: fc.array(link, { minLength: NODES_MAX * OPENS_MAX, maxLength: NODES_MAX * OPENS_MAX }),
});

/** Payers and payees hang on routers; the routers are a chain with shortcuts. So there is a way from each payer to each payee. */
export function networkOf(name: string, genes: TopologyGenes): Network {
  const { payers, routers, payees, opens, links } = genes;
  const node = (role: 'payer' | 'router' | 'payee', at: number, implementation: Implementation) => ({
    name: `${role}-${at}`,
    pubkey: standInPubkey(`${role}-${at}`),
    implementation,
    payer: role === 'payer',
    payee: role === 'payee',
  });
  const nodes = [
    ...payers.map((one, at) => node('payer', at, one)),
    ...Array.from({ length: routers }, (_, at) => node('router', at, 'plain')),
    ...payees.map((one, at) => node('payee', at, one)),
  ];
  const firstRouter = payers.length;
  const firstPayee = firstRouter + routers;
  const channels: NetworkChannel[] = [];
  nodes.forEach((_, own) => {
    const isRouter = own >= firstRouter && own < firstPayee;
    // A router opens to earlier routers, its neighbour first; the others to any router.
    const choices = isRouter ? own - firstRouter : routers;
    for (let at = 0; at < opens[own]! && choices > 0; at++) {
      const drawn = links[own * OPENS_MAX + at]!;
      const router = isRouter && at === 0 ? choices - 1 : drawn.to % choices;
      channels.push(channelOf(own, firstRouter + router, drawn, own >= firstPayee, channels.length));
    }
  });
  return { name, nodes, channels };
}

/** Payees are paid over their channels, so there the other side owns the larger share. */
function channelOf(a: number, b: number, drawn: Link, inbound: boolean, ordinal: number): NetworkChannel {
  const capacityMsat = drawn.capacitySat * 1000;
  const own = Math.floor((capacityMsat / 100) * drawn.ownPct);
  const { feeBaseMsat, feePpm, cltvDeltaBlocks, htlcSlots } = drawn;
  const policy = {
    feeBaseMsat,
    feePpm,
    cltvDeltaBlocks,
    htlcMinMsat: 1_000,
    htlcMaxMsat: capacityMsat,
    disabled: false,
  };
  return {
    id: `channel-${ordinal}`,
    a,
    b,
    capacityMsat,
    balanceAMsat: inbound ? capacityMsat - own : own,
    reserveMsat: defaultReserveMsat(capacityMsat),
    htlcSlots,
    policyA: policy,
    policyB: policy,
  };
}
