import type { EmulatedChannel, EmulatedDesk } from '../../desk.ts';
import { GRPC } from '../grpc-codes.ts';
import type { Method } from '../host.ts';
import type { Fields } from '../protos.ts';
import { Refusal, refuse } from '../refusal.ts';
import { routeMessage } from '../route-message.ts';
import { channelNumber, numberOf, sat, seconds } from '../values.ts';
import { COLOR } from './info.ts';

/** The graph as far as the desk shows it: this node, its peers, the channels between them. Nobody's policy. */
export const describeGraph: Method = (call, { desk }) => {
  call.finish({
    nodes: [nodeMessage(desk, desk.pubkey), ...desk.peers().map(({ pubkey }) => nodeMessage(desk, pubkey))],
    edges: desk.channels().map((channel) => edgeMessage(desk, channel)),
  });
};

export const getNodeInfo: Method = (call, { desk }) => {
  const pubkey = String(call.request.pub_key);
  const isOwn = pubkey === desk.pubkey;
  const isPeer = desk.peers().some((peer) => peer.pubkey === pubkey);
  if (!isOwn && !isPeer) throw new Refusal({ code: GRPC.notFound, text: 'unable to find node' });
  const channels = desk.channels().filter(({ peerPubkey }) => isOwn || peerPubkey === pubkey);
  const capacityMsat = channels.reduce((sum, channel) => sum + channel.capacityMsat, 0);
  call.finish({
    node: nodeMessage(desk, pubkey),
    num_channels: channels.length,
    total_capacity: sat(capacityMsat),
    channels:
      call.request.include_channels === true ? channels.map((channel) => edgeMessage(desk, channel)) : [],
  });
};

export const getChanInfo: Method = (call, { desk }) => {
  const { chan_id, chan_point } = call.request;
  const channel = desk
    .channels()
    .find(({ shortId, fundingTxid }) =>
      chan_point === '' || chan_point === undefined
        ? channelNumber(shortId) === chan_id
        : `${fundingTxid}:0` === chan_point,
    );
  if (channel === undefined) throw new Refusal({ code: GRPC.notFound, text: 'edge not found' });
  call.finish(edgeMessage(desk, channel));
};

export const queryRoutes: Method = (call, { desk, nodes, version }) => {
  const { pub_key, amt, amt_msat } = call.request;
  if (!/^0[23][0-9a-f]{64}$/.test(String(pub_key))) refuse('invalid vertex string length');
  const amountMsat = numberOf(amt_msat) || numberOf(amt) * 1000;
  const feeLimitMsat = feeLimitOf(call.request.fee_limit as Fields | null, amountMsat);
  const route = desk.route(nodes.ordinalOf(String(pub_key)), amountMsat, feeLimitMsat);
  if (route === null) refuse('unable to find a path to destination');
  const carried = { totalMsat: amountMsat, amountMsat, feeMsat: route.feeMsat, paymentAddr: '' };
  call.finish({ routes: [routeMessage(route, carried, version)], success_prob: 0.95 });
};

/** Without one: everything up to 1000 sat, 5 % above (`lnwallet.DefaultRoutingFeeLimitForAmount`). */
function feeLimitOf(limit: Fields | null, amountMsat: number): number {
  if (limit?.fixed_msat !== undefined) return numberOf(limit.fixed_msat);
  if (limit?.fixed !== undefined) return numberOf(limit.fixed) * 1000;
  if (limit?.percent !== undefined) return Math.floor((amountMsat * numberOf(limit.percent)) / 100);
  return amountMsat <= 1_000_000 ? amountMsat : Math.floor(amountMsat * 0.05);
}

function nodeMessage(desk: EmulatedDesk, pubkey: string): Fields {
  return {
    last_update: Number(seconds(desk.nowMs)),
    pub_key: pubkey,
    alias: pubkey === desk.pubkey ? desk.alias : pubkey.slice(0, 20),
    addresses: [{ network: 'tcp', addr: '127.0.0.1:9735' }],
    color: COLOR,
  };
}

function edgeMessage(desk: EmulatedDesk, channel: EmulatedChannel): Fields {
  const [node1_pub, node2_pub] = [desk.pubkey, channel.peerPubkey].sort();
  return {
    channel_id: channelNumber(channel.shortId),
    chan_point: `${channel.fundingTxid}:0`,
    last_update: Number(seconds(desk.nowMs)),
    node1_pub,
    node2_pub,
    capacity: sat(channel.capacityMsat),
  };
}
