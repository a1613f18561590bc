import { forwardingFee } from '../fee.ts';
import type { ChannelGraph } from '../graph.ts';
import type { Nodes } from '../nodes.ts';
import {
  AMOUNT_BELOW_MINIMUM,
  CHANNEL_DISABLED,
  EXPIRY_TOO_FAR,
  EXPIRY_TOO_SOON,
  FEE_INSUFFICIENT,
  INCORRECT_CLTV_EXPIRY,
  NO_FAILURE,
  PERMANENT_CHANNEL_FAILURE,
  TEMPORARY_CHANNEL_FAILURE,
  TEMPORARY_NODE_FAILURE,
  UNKNOWN_NEXT_PEER,
} from './failures.ts';

/** An HTLC that would expire within so many blocks is not offered any more (LND `OutgoingCltvRejectDelta`). */
export const EXPIRY_MARGIN_BLOCKS = 13;
/** No HTLC is offered for longer than two weeks (LND `max-cltv-expiry`). */
export const EXPIRY_MAX_BLOCKS = 2016;
/** A closed channel is forgotten after so many blocks; until then its node still knows what it was. */
export const CLOSE_REMEMBERED_BLOCKS = 6;

/**
 * What a forwarding node says to an HTLC; 0 when it forwards. The order is that of the list in BOLT 4 ("Returning Errors"),
 * with `temporary_channel_failure` last: it is for what is "otherwise unspecified". The true policy counts: what the payer read in
 * gossip may be old.
 */
export function forwardFailure(
  graph: ChannelGraph,
  nodes: Nodes,
  height: number,
  inMsat: number,
  inExpiry: number,
  outEdge: number,
  outMsat: number,
  outExpiry: number,
): number {
  const { feeBaseMsat, feePpm, cltvDeltaBlocks, htlcMinMsat, htlcMaxMsat, disabled } = graph.policy;
  const channel = outEdge >> 1;
  if (nodes.isRefusing(graph.edgeFrom[outEdge])) return TEMPORARY_NODE_FAILURE;
  if (graph.closed[channel] !== 0)
    return height - graph.closedAtHeight[channel] < CLOSE_REMEMBERED_BLOCKS
      ? PERMANENT_CHANNEL_FAILURE
      : UNKNOWN_NEXT_PEER;
  if (outMsat < htlcMinMsat[outEdge]) return AMOUNT_BELOW_MINIMUM;
  if (inMsat - outMsat < forwardingFee(outMsat, feeBaseMsat[outEdge], feePpm[outEdge]))
    return FEE_INSUFFICIENT;
  if (inExpiry - cltvDeltaBlocks[outEdge] < outExpiry) return INCORRECT_CLTV_EXPIRY;
  if (outExpiry <= height + EXPIRY_MARGIN_BLOCKS) return EXPIRY_TOO_SOON;
  if (outExpiry > height + EXPIRY_MAX_BLOCKS) return EXPIRY_TOO_FAR;
  if (disabled[outEdge] !== 0) return CHANNEL_DISABLED;
  if (outMsat > htlcMaxMsat[outEdge] || !graph.fits(outEdge, outMsat)) return TEMPORARY_CHANNEL_FAILURE;
  if (!nodes.linkAlive(graph.edgeTo[outEdge])) return TEMPORARY_CHANNEL_FAILURE;
  return NO_FAILURE;
}
