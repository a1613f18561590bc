import { hash } from 'node:crypto';
import { bech32, wordsOf } from '../bech32.ts';
import { NODE_FEATURES } from './features.ts';
import { type Form, required } from './form.ts';
import { query } from './method.ts';
import { malformed } from './refusal.ts';
import { REGTEST_CHAIN_HASH } from './route-shown.ts';
import { timestamp } from './timestamp.ts';
import { uuidOf } from './uuid.ts';

export const getInfo = query('info', (_form, { desk, version }) => ({
  version: version.name,
  nodeId: desk.pubkey,
  alias: desk.alias,
  color: '#49daaa',
  features: NODE_FEATURES,
  chainHash: REGTEST_CHAIN_HASH,
  network: 'regtest',
  blockHeight: desk.height,
  publicAddresses: [addressOf(desk.node)],
  // New at every start, and nothing else tells that there was one (adapters.md §5.1).
  instanceId: uuidOf(desk.epoch),
}));

export const peers = query('info', (_form, { desk }) => {
  const channels = desk.channels();
  return desk.peers().map(({ node, pubkey, alive }) => ({
    nodeId: pubkey,
    state: alive ? 'CONNECTED' : 'DISCONNECTED',
    ...(alive && { address: addressOf(node) }),
    channels: channels.filter(({ peer }) => peer === node).length,
  }));
});

/** Peers of the topology are connected whenever they run; nobody else can be reached. HTTP 200 in every case. */
export const connect = query('info', (form, { desk }) => {
  const { nodeId, address } = peerField(form);
  const peer = desk.peers().find(({ pubkey }) => pubkey === nodeId);
  if (peer?.alive === true) return 'already connected';
  const known = address ?? (peer === undefined ? undefined : addressOf(peer.node));
  return known === undefined ? 'no address found' : `connection failed to ${known}`;
});

export const nodes = query('info', (_form, { desk }) =>
  [{ node: desk.node, pubkey: desk.pubkey, alias: desk.alias }, ...desk.peers()].map((one) => ({
    features: NODE_FEATURES,
    timestamp: timestamp(0),
    nodeId: one.pubkey,
    rgbColor: '#49daaa',
    alias: 'alias' in one ? one.alias : one.pubkey.slice(0, 16),
    addresses: [addressOf(one.node)],
    tlvStream: {},
  })),
);

/** The chain of the emulated network has no coins: an address, and nothing on it. */
export const getNewAddress = query('info', (_form, { desk }) => {
  const program = hash('sha256', `address ${desk.pubkey}`, 'buffer').subarray(0, 20);
  return bech32('bcrt', [0, ...wordsOf(program)]);
});

export const onChainBalance = query('info', () => ({ confirmed: 0, unconfirmed: 0 }));

/** Where a node of the topology would listen for its peers; nobody does. */
function addressOf(node: number): string {
  return `127.0.${1 + (node >> 8)}.${node & 255}:9735`;
}

function peerField(form: Form): { readonly nodeId: string; readonly address?: string } {
  const uri = form.text('uri');
  if (uri === undefined) {
    const nodeId = required('nodeId', form.nodeId('nodeId'));
    const host = form.text('host');
    return host === undefined ? { nodeId } : { nodeId, address: `${host}:${form.int('port') ?? 9735}` };
  }
  const match = /^(0[23][\da-f]{64})@(.+)$/i.exec(uri);
  if (match === null) throw malformed('uri', 'Invalid uri, should be nodeId@host:port');
  return { nodeId: match[1]!.toLowerCase(), address: match[2]! };
}
