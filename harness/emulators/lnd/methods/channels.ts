import type { EmulatedChannel } from '../../desk.ts';
import type { Method } from '../host.ts';
import type { Fields } from '../protos.ts';
import { bytes, channelNumber, hexOf, sat } from '../values.ts';

/** As of the channels in channel_open.json. */
const CSV_DELAY = 1201;
const COMMIT = { commit_fee: '2810', commit_weight: '1116', fee_per_kw: '2500' } as const;

export const listChannels: Method = (call, { desk }) => {
  const { active_only, inactive_only, public_only, private_only, peer } = call.request;
  const wantedPeer = hexOf(peer);
  const channels = desk.channels().filter((channel) => {
    if (active_only === true && !channel.active) return false;
    if (inactive_only === true && channel.active) return false;
    if (private_only === true && public_only !== true) return false;
    return wantedPeer === '' || channel.peerPubkey === wantedPeer;
  });
  call.finish({ channels: channels.map(channelMessage) });
};

function channelMessage(channel: EmulatedChannel): Fields {
  const constraints = {
    csv_delay: CSV_DELAY,
    chan_reserve_sat: sat(channel.reserveMsat),
    dust_limit_sat: '354',
    max_pending_amt_msat: String(Math.floor(channel.capacityMsat * 0.99)),
    min_htlc_msat: '1',
    max_accepted_htlcs: channel.htlcSlots,
  };
  const unsettledMsat = channel.htlcs.reduce((sum, { amountMsat }) => sum + amountMsat, 0);
  return {
    pending_htlcs: channel.htlcs.map((htlc, at) => ({
      incoming: !htlc.outgoing,
      amount: sat(htlc.amountMsat),
      hash_lock: bytes(htlc.hash),
      expiration_height: htlc.expiryHeight,
      htlc_index: String(at),
      locked_in: true,
    })),
    active: channel.active,
    remote_pubkey: channel.peerPubkey,
    channel_point: `${channel.fundingTxid}:0`,
    chan_id: channelNumber(channel.shortId),
    capacity: sat(channel.capacityMsat),
    local_balance: sat(channel.localMsat),
    remote_balance: sat(channel.remoteMsat),
    ...COMMIT,
    unsettled_balance: sat(unsettledMsat),
    csv_delay: CSV_DELAY,
    initiator: true,
    chan_status_flags: 'ChanStatusDefault',
    local_chan_reserve_sat: sat(channel.reserveMsat),
    remote_chan_reserve_sat: sat(channel.reserveMsat),
    commitment_type: 'ANCHORS',
    local_constraints: constraints,
    remote_constraints: constraints,
  };
}

export const channelBalance: Method = (call, { desk }) => {
  const total = { local: 0, remote: 0, unsettledLocal: 0, unsettledRemote: 0 };
  for (const channel of desk.channels()) {
    total.local += channel.localMsat;
    total.remote += channel.remoteMsat;
    for (const { outgoing, amountMsat } of channel.htlcs)
      total[outgoing ? 'unsettledLocal' : 'unsettledRemote'] += amountMsat;
  }
  call.finish({
    balance: sat(total.local),
    local_balance: amount(total.local),
    remote_balance: amount(total.remote),
    unsettled_local_balance: amount(total.unsettledLocal),
    unsettled_remote_balance: amount(total.unsettledRemote),
    pending_open_local_balance: amount(0),
    pending_open_remote_balance: amount(0),
  });
};

function amount(msat: number): Fields {
  return { sat: sat(msat), msat: String(msat) };
}

/** Channels of the simulated network are open, or closed and gone. */
export const pendingChannels: Method = (call) => {
  call.finish({ total_limbo_balance: '0' });
};

export const closedChannels: Method = (call) => {
  call.finish({ channels: [] });
};

export const listPeers: Method = (call, { desk }) => {
  call.finish({
    peers: desk
      .peers()
      .filter(({ alive }) => alive)
      .map(({ pubkey }) => ({ pub_key: pubkey, address: '127.0.0.1:9735', sync_type: 'ACTIVE_SYNC' })),
  });
};

/** No channel of the simulated network opens, and one that closes says nothing of its own accord. */
export const subscribeChannelEvents: Method = () => {};

/** Best effort and never replayed (adapters.md §3.2): the greeting, and then nothing. */
export const subscribeHtlcEvents: Method = (call) => {
  call.send({ subscribed_event: {} }, true);
};
