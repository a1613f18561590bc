import type { EmulatedChannel, EmulatedInvoice, EmulatedRecord } from './desk.ts';
import type { EmulatedNetwork } from './emulated-network.ts';
import type { PaymentTruth } from './payment-truth.ts';

/** What is true of one node, seen from above: what a test compares its own view with. Amounts are msat. */
export interface NodeTruth {
  readonly name: string;
  readonly pubkey: string;
  readonly implementation: string;
  readonly state: 'up' | 'down' | 'hung';
  readonly epoch: string;
  /** Its side of every channel, its outgoing HTLCs, its chain balance. */
  readonly ownedMsat: number;
  readonly inFlightMsat: number;
  readonly channels: readonly EmulatedChannel[];
  /** Invoices with their preimages, also of those that are not paid: not for the orchestrator under test. */
  readonly invoices: readonly EmulatedInvoice[];
  /** What its own books say, which is less than the truth where the daemon lost something. */
  readonly records: readonly EmulatedRecord[];
}

/** An HTLC that is out. */
export interface HtlcTruth {
  readonly from: string;
  readonly to: string;
  readonly hash: string;
  readonly amountMsat: number;
  readonly expiryHeight: number;
}

export interface GroundTruth {
  readonly network: string;
  /** Unix ms of the network's clock. */
  readonly nowMs: number;
  readonly height: number;
  readonly nodes: readonly NodeTruth[];
  readonly payments: readonly PaymentTruth[];
  readonly htlcs: readonly HtlcTruth[];
}

/** Everything, at this moment. Walks through all; not for every call. */
export function groundTruth(it: EmulatedNetwork): GroundTruth {
  const { network, world, desks } = it;
  const name = (node: number) => network.nodes[node]?.name ?? '';
  const htlcs: HtlcTruth[] = [];
  world.pendingHtlcs((from, to, hash, amountMsat, expiryHeight) =>
    htlcs.push({ from: name(from), to: name(to), hash, amountMsat, expiryHeight }),
  );
  return {
    network: network.name,
    nowMs: it.baseUnixMs + it.kernel.nowMs,
    height: world.height,
    nodes: network.nodes.map((one, node) => {
      const desk = desks.of(node);
      return {
        name: one.name,
        pubkey: desk.pubkey,
        implementation: one.implementation,
        state: desk.state,
        epoch: desk.epoch,
        ownedMsat: world.ownedMsat(node),
        inFlightMsat: world.inFlightMsat(node),
        channels: desk.channels(),
        invoices: desk.invoices(),
        records: desk.records(),
      };
    }),
    payments: it.payments,
    htlcs,
  };
}
