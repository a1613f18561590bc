import type { EmulatedChannel } from '../../desk.ts';
import type { ClnBooks } from '../cln-books.ts';
import { type Method, method } from '../method.ts';
import { anyText, may } from '../params.ts';
import { seconds } from '../sendpay-rows.ts';
import type { WireObject } from '../wire-json.ts';

const CLTV_DELTA = 6;
const DUST_LIMIT_MSAT = 546_000;
const NO_LIMIT_MSAT = (1n << 64n) - 1n;

/** Of every channel here: one that is closed is not among the desk's. */
const NORMAL = 'CHANNELD_NORMAL';

export function scid({ block, tx, output }: EmulatedChannel['shortId']): string {
  return `${block}x${tx}x${output}`;
}

/** 0 from the node with the smaller key (BOLT 7). */
export function direction(from: string, to: string): 0 | 1 {
  return from < to ? 0 : 1;
}

/** Txid in the chain's byte order, the last two bytes xored with the output (BOLT 2). */
function channelId({ fundingTxid, shortId }: EmulatedChannel): string {
  const bytes = Buffer.from(fundingTxid, 'hex').reverse();
  bytes.writeUInt16BE(bytes.readUInt16BE(30) ^ shortId.output, 30);
  return bytes.toString('hex');
}

/** Also of a channel whose peer is away. */
export function spendableMsat({ localMsat, reserveMsat }: EmulatedChannel): number {
  return Math.max(0, localMsat - reserveMsat);
}

function receivableMsat({ remoteMsat, reserveMsat }: EmulatedChannel): number {
  return Math.max(0, remoteMsat - reserveMsat);
}

/** All that the peers' sides could send. */
export function incomingMsat({ desk }: ClnBooks, onlineOnly: boolean): number {
  return desk
    .channels()
    .filter(({ peerAlive }) => peerAlive || !onlineOnly)
    .reduce((sum, channel) => sum + receivableMsat(channel), 0);
}

function htlcFields(channel: EmulatedChannel): WireObject[] {
  return channel.htlcs.map(({ outgoing, hash, amountMsat, expiryHeight }, id) => ({
    direction: outgoing ? 'out' : 'in',
    id,
    amount_msat: amountMsat,
    expiry: expiryHeight,
    payment_hash: hash,
    state: outgoing ? 'SENT_ADD_ACK_REVOCATION' : 'RCVD_ADD_ACK_REVOCATION',
  }));
}

function peerChannel(channel: EmulatedChannel, node: ClnBooks): WireObject {
  const { capacityMsat, reserveMsat, peerAlive, peerPubkey, htlcs } = channel;
  // An HTLC is the sender's until it is settled.
  const outMsat = htlcs.reduce((sum, { outgoing, amountMsat }) => sum + (outgoing ? amountMsat : 0), 0);
  const toUsMsat = channel.localMsat + outMsat;
  const policy = {
    htlc_minimum_msat: 0,
    htlc_maximum_msat: Math.max(0, capacityMsat - reserveMsat),
    cltv_expiry_delta: CLTV_DELTA,
    fee_base_msat: 1,
    fee_proportional_millionths: 10,
  };
  return {
    peer_id: peerPubkey,
    peer_connected: peerAlive,
    reestablished: peerAlive ? true : undefined,
    channel_type: { bits: [12, 22], names: ['static_remotekey/even', 'anchors/even'] },
    ignore_fee_limits: true,
    updates: { local: policy, remote: policy },
    state: NORMAL,
    lost_state: false,
    feerate: { perkw: 1250, perkb: 5000 },
    owner: peerAlive ? 'channeld' : undefined,
    short_channel_id: scid(channel.shortId),
    direction: direction(node.desk.pubkey, peerPubkey),
    channel_id: channelId(channel),
    funding_txid: channel.fundingTxid,
    funding_outnum: channel.shortId.output,
    private: false,
    opener: 'local',
    features: ['option_static_remotekey', 'option_anchors'],
    to_us_msat: toUsMsat,
    min_to_us_msat: toUsMsat,
    max_to_us_msat: toUsMsat,
    total_msat: capacityMsat,
    fee_base_msat: policy.fee_base_msat,
    fee_proportional_millionths: policy.fee_proportional_millionths,
    dust_limit_msat: DUST_LIMIT_MSAT,
    their_max_htlc_value_in_flight_msat: NO_LIMIT_MSAT,
    our_max_htlc_value_in_flight_msat: NO_LIMIT_MSAT,
    their_reserve_msat: reserveMsat,
    our_reserve_msat: reserveMsat,
    spendable_msat: spendableMsat(channel),
    receivable_msat: receivableMsat(channel),
    minimum_htlc_in_msat: 0,
    minimum_htlc_out_msat: 0,
    maximum_htlc_out_msat: policy.htlc_maximum_msat,
    their_to_self_delay: CLTV_DELTA,
    our_to_self_delay: CLTV_DELTA,
    max_accepted_htlcs: channel.htlcSlots,
    state_changes: [],
    status: [`${NORMAL}:${peerAlive ? 'Channel ready for use.' : 'Will attempt reconnect'}`],
    in_payments_offered: 0,
    in_offered_msat: 0,
    in_payments_fulfilled: 0,
    in_fulfilled_msat: 0,
    out_payments_offered: 0,
    out_offered_msat: 0,
    out_payments_fulfilled: 0,
    out_fulfilled_msat: 0,
    htlcs: htlcFields(channel),
  };
}

const listpeerchannels = method(
  'listpeerchannels',
  'info',
  { id: may(anyText), short_channel_id: may(anyText) },
  ({ id, short_channel_id }, { node }) => ({
    channels: node.desk
      .channels()
      .filter(({ peerPubkey }) => id === undefined || peerPubkey === id)
      .filter(({ shortId }) => short_channel_id === undefined || scid(shortId) === short_channel_id)
      .map((channel) => peerChannel(channel, node)),
  }),
);

const listfunds = method('listfunds', 'info', { spent: may(anyText) }, (_asked, { node }) => ({
  outputs: [],
  channels: node.desk.channels().map((channel) => ({
    peer_id: channel.peerPubkey,
    connected: channel.peerAlive,
    state: NORMAL,
    channel_id: channelId(channel),
    short_channel_id: scid(channel.shortId),
    our_amount_msat: channel.localMsat,
    amount_msat: channel.capacityMsat,
    funding_txid: channel.fundingTxid,
    funding_output: channel.shortId.output,
  })),
}));

/** The node's own channels only: the desk shows no gossip. */
const listchannels = method(
  'listchannels',
  'info',
  { short_channel_id: may(anyText), source: may(anyText), destination: may(anyText) },
  ({ short_channel_id, source, destination }, { node }) => {
    const us = node.desk.pubkey;
    const both = node.desk
      .channels()
      .flatMap((channel) => [
        halfChannel(channel, us, channel.peerPubkey, node),
        halfChannel(channel, channel.peerPubkey, us, node),
      ]);
    return {
      channels: both.filter(
        (half) =>
          (short_channel_id === undefined || half.short_channel_id === short_channel_id) &&
          (source === undefined || half.source === source) &&
          (destination === undefined || half.destination === destination),
      ),
    };
  },
);

function halfChannel(channel: EmulatedChannel, from: string, to: string, { desk }: ClnBooks): WireObject {
  const side = direction(from, to);
  return {
    source: from,
    destination: to,
    short_channel_id: scid(channel.shortId),
    direction: side,
    public: true,
    amount_msat: channel.capacityMsat,
    message_flags: 1,
    channel_flags: side + (channel.active ? 0 : 2),
    active: channel.active,
    last_update: seconds(desk.nowMs),
    base_fee_millisatoshi: 1,
    fee_per_millionth: 10,
    delay: CLTV_DELTA,
    htlc_minimum_msat: 0,
    htlc_maximum_msat: Math.max(0, channel.capacityMsat - channel.reserveMsat),
    features: '',
  };
}

const listnodes = method('listnodes', 'info', { id: may(anyText) }, ({ id }, { node }) => {
  const { desk } = node;
  const known = [desk.pubkey, ...desk.peers().map(({ pubkey }) => pubkey)];
  return {
    nodes: known
      .filter((pubkey) => id === undefined || pubkey === id)
      .map((pubkey) => ({
        nodeid: pubkey,
        alias: pubkey === desk.pubkey ? desk.alias.slice(0, 32) : undefined,
        color: pubkey === desk.pubkey ? pubkey.slice(0, 6) : undefined,
        last_timestamp: pubkey === desk.pubkey ? seconds(desk.nowMs) : undefined,
        features: pubkey === desk.pubkey ? '808898880a8a59a1' : undefined,
        addresses: pubkey === desk.pubkey ? [] : undefined,
      })),
  };
});

export const CHANNELS: readonly Method[] = [listpeerchannels, listfunds, listchannels, listnodes];
