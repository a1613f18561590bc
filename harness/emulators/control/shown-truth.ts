import type { EmulatedChannel, EmulatedRecord } from '../desk.ts';
import type { RunningNetwork } from '../start-network.ts';
import type { TruthShown } from './shown.ts';
import { shownInvoice } from './shown-invoice.ts';

/** The ground truth as it goes over the wire: names instead of ordinals, and nothing twice. */
export function shownTruth(running: RunningNetwork, heldPreimages: ReadonlyMap<string, string>): TruthShown {
  const { network, emulated } = running;
  const truth = running.truth();
  const nameOf = (node: number) => network.nodes[node]?.name ?? '';
  return {
    network: truth.network,
    clock: { nowMs: Math.floor(truth.nowMs), speed: emulated.speed, height: truth.height },
    nodes: truth.nodes.map(
      ({ name, pubkey, state, epoch, ownedMsat, inFlightMsat, channels, invoices, records }, node) => ({
        name,
        pubkey,
        implementation: network.nodes[node]!.implementation,
        state,
        epoch,
        ownedMsat,
        inFlightMsat,
        channels: channels.map((channel) => shownChannel(channel, nameOf)),
        invoices: invoices.map((invoice) => shownInvoice(name, invoice, heldPreimages)),
        records: records.map(shownRecord),
      }),
    ),
    payments: [...truth.payments],
    htlcs: [...truth.htlcs],
  };
}

function shownChannel(
  { id, shortId, peer, active, capacityMsat, localMsat, remoteMsat, reserveMsat, htlcs }: EmulatedChannel,
  nameOf: (node: number) => string,
): TruthShown['nodes'][number]['channels'][number] {
  return {
    id,
    shortId: `${shortId.block}x${shortId.tx}x${shortId.output}`,
    peer: nameOf(peer),
    active,
    capacityMsat,
    localMsat,
    remoteMsat,
    reserveMsat,
    htlcs: htlcs.length,
  };
}

function shownRecord({
  hash,
  state,
  amountMsat,
  feeMsat,
  preimage,
  createdAtMs,
  changedAtMs,
}: EmulatedRecord): TruthShown['nodes'][number]['records'][number] {
  return { hash, state, amountMsat, feeMsat, preimage, createdAtMs, changedAtMs };
}
