import type { EmulatedChannel } from '../desk.ts';
import { type EclairNode, query } from './method.ts';
import { illegal, malformed } from './refusal.ts';
import { channelId, channelUpdateJson, shortChannelId } from './route-shown.ts';

export const channels = query('info', (form, node) => {
  const nodeId = form.nodeId('nodeId');
  return node.desk
    .channels()
    .filter(({ peerPubkey }) => nodeId === undefined || peerPubkey === nodeId)
    .map((channel) => channelJson(channel, node));
});

export const channel = query('info', (form, node) => {
  const id = form.bytes32('channelId');
  const shortId = form.text('shortChannelId');
  if ((id === undefined) === (shortId === undefined))
    throw malformed(
      'channelId/shortChannelId',
      'Must specify either the channelId or shortChannelId (not both)',
    );
  const found = node.desk
    .channels()
    .find((one) => (id === undefined ? shortChannelId(one.shortId) === shortId : channelId(one.id) === id));
  if (found === undefined) throw illegal(`channel ${id ?? shortId} not found`);
  return channelJson(found, node);
});

export const channelBalances = query('info', (_form, { desk }) => desk.channels().map(balanceJson));

export const usableBalances = query('info', (_form, { desk }) =>
  desk
    .channels()
    .filter(({ active }) => active)
    .map(balanceJson),
);

/** The graph of the network is not known at this desk: only what this node announces itself. */
export const allChannels = query('info', (_form, { desk }) =>
  desk.channels().map((one) => {
    const [a, b] = [desk.pubkey, one.peerPubkey].sort();
    return { shortChannelId: shortChannelId(one.shortId), a, b };
  }),
);

function balanceJson(one: EmulatedChannel): object {
  return {
    remoteNodeId: one.peerPubkey,
    realScid: shortChannelId(one.shortId),
    aliases: aliasesOf(one),
    canSend: Math.max(0, one.localMsat - one.reserveMsat),
    canReceive: Math.max(0, one.remoteMsat - one.reserveMsat),
    isPublic: true,
    isEnabled: one.active,
  };
}

function channelJson(one: EmulatedChannel, { desk }: EclairNode): object {
  const id = channelId(one.id);
  const htlcs = one.htlcs.map(({ outgoing, hash, amountMsat, expiryHeight }, number) => ({
    direction: outgoing ? 'OUT' : 'IN',
    id: number,
    amountMsat,
    paymentHash: hash,
    cltvExpiry: expiryHeight,
  }));
  const spec = { htlcs, commitTxFeerate: 2500, toLocal: one.localMsat, toRemote: one.remoteMsat };
  const remoteSpec = {
    ...spec,
    htlcs: htlcs.map((htlc) => ({ ...htlc, direction: htlc.direction === 'OUT' ? 'IN' : 'OUT' })),
    toLocal: one.remoteMsat,
    toRemote: one.localMsat,
  };
  const params = {
    dustLimit: 546,
    htlcMinimum: 1,
    maxHtlcValueInFlight: one.capacityMsat,
    maxAcceptedHtlcs: one.htlcSlots,
    toSelfDelay: 144,
  };
  const hop = {
    nodeId: desk.pubkey,
    nextNodeId: one.peerPubkey,
    shortChannelId: shortChannelId(one.shortId),
    feeMsat: 0,
  };
  const reserveSat = Math.floor(one.reserveMsat / 1000);
  return {
    nodeId: one.peerPubkey,
    channelId: id,
    state: one.peerAlive ? 'NORMAL' : 'OFFLINE',
    data: {
      type: 'DATA_NORMAL',
      commitments: {
        channelParams: {
          channelId: id,
          channelConfig: ['funding_pubkey_based_channel_keypath'],
          channelFeatures: ['option_dual_fund'],
          localParams: { nodeId: desk.pubkey, initialRequestedChannelReserve_opt: reserveSat },
          remoteParams: { nodeId: one.peerPubkey, initialRequestedChannelReserve_opt: reserveSat },
          channelFlags: { nonInitiatorPaysCommitFees: false, announceChannel: true },
        },
        changes: {
          localChanges: { proposed: [], signed: [], acked: [] },
          remoteChanges: { proposed: [], acked: [], signed: [] },
          localNextHtlcId: htlcs.length,
          remoteNextHtlcId: htlcs.length,
        },
        active: [
          {
            fundingTxIndex: 0,
            fundingInput: `${one.fundingTxid}:${one.shortId.output}`,
            fundingAmount: Math.floor(one.capacityMsat / 1000),
            localFunding: { status: 'confirmed', txid: one.fundingTxid, shortChannelId: hop.shortChannelId },
            remoteFunding: { status: 'locked' },
            commitmentFormat: 'anchor_outputs',
            localCommitParams: params,
            localCommit: { index: 0, spec },
            remoteCommitParams: params,
            remoteCommit: { index: 0, spec: remoteSpec },
          },
        ],
        inactive: [],
        originChannels: {},
      },
      aliases: aliasesOf(one),
      channelUpdate: channelUpdateJson(hop),
    },
  };
}

function aliasesOf({ shortId }: EmulatedChannel): object {
  const alias = `0x${shortId.block}${String(shortId.tx).padStart(6, '0')}`;
  return { localAlias: alias, remoteAlias: alias };
}
