import { hash as digest } from 'node:crypto';
import { bech32, wordsOf } from '../../bech32.ts';
import type { Method } from '../host.ts';
import type { Fields } from '../protos.ts';
import { refuse } from '../refusal.ts';
import { bytes, seconds } from '../values.ts';
import { isSince } from '../version.ts';

/** Of a real 0.21.0-beta (readiness.json). Even bits are required. */
const NODE_FEATURES: readonly (readonly [bit: number, name: string])[] = [
  [0, 'data-loss-protect'],
  [5, 'upfront-shutdown-script'],
  [7, 'gossip-queries'],
  [8, 'tlv-onion'],
  [12, 'static-remote-key'],
  [14, 'payment-addr'],
  [17, 'multi-path-payments'],
  [23, 'anchors-zero-fee-htlc-tx'],
  [25, 'route-blinding'],
  [27, 'shutdown-any-segwit'],
  [30, 'amp'],
  [31, 'amp'],
  [35, 'quiescence'],
  [39, 'onion-messages'],
  [44, 'explicit-commitment-type'],
  [55, 'keysend'],
  [261, 'accountable-x'],
  [2023, 'script-enforced-lease'],
];

export function featureMap(features: readonly (readonly [bit: number, name: string])[]): Fields {
  return Object.fromEntries(
    features.map(([bit, name]) => [bit, { name, is_required: bit % 2 === 0, is_known: true }]),
  );
}

export const COLOR = '#3399ff';

export const getInfo: Method = (call, { desk, version }) => {
  const channels = desk.channels();
  const active = channels.filter((channel) => channel.active).length;
  const peers = desk.peers().filter(({ alive }) => alive).length;
  call.finish({
    uris: [`${desk.pubkey}@127.0.0.1:9735`],
    chains: [{ chain: 'bitcoin', network: 'regtest' }],
    features: featureMap(NODE_FEATURES),
    identity_pubkey: desk.pubkey,
    alias: desk.alias,
    num_active_channels: active,
    num_inactive_channels: channels.length - active,
    num_peers: peers,
    block_height: desk.height,
    block_hash: desk.blockHash,
    synced_to_chain: true,
    // Stays false on a node that never had a peer (adapters.md §3.2).
    synced_to_graph: channels.length > 0,
    best_header_timestamp: seconds(desk.nowMs),
    version: `${version.text} commit=v${version.text}`,
    color: COLOR,
    ...(isSince(version, 21) && { wallet_synced: true, graph_cache_status: 'GRAPH_CACHE_STATUS_LOADED' }),
  });
};

/** Commits of releases, by which clients name the version that they talk to (`lightning` does). */
const COMMITS: Readonly<Record<string, string>> = {
  '0.18.5-beta': '4ccf4fc24c750d098cf24566ef4bbc0311c7d476',
  '0.19.3-beta': '2fb725e0e257cc85e8d1e213ac9a3ba3e96a640c',
  '0.20.1-beta': '848b72ce96eb68fa90fd4336523ca4c59bddcd4c',
  '0.21.0-beta': '0c4a70340d21d5cd87bb77b940acb02c90f4e8e7',
};

export const getVersion: Method = (call, { version }) => {
  call.finish({
    commit: `v${version.text}`,
    commit_hash: COMMITS[version.text] ?? '',
    version: version.text,
    app_major: version.major,
    app_minor: version.minor,
    app_patch: version.patch,
    app_pre_release: version.preRelease,
    build_tags: ['invoicesrpc', 'routerrpc'],
    go_version: 'go1.25.5',
  });
};

/** The simulated network has no coins on chain: the books of a fresh wallet. */
export const walletBalance: Method = (call) => {
  const none = { confirmed_balance: '0', unconfirmed_balance: '0' };
  call.finish({
    total_balance: '0',
    locked_balance: '0',
    reserved_balance_anchor_chan: '0',
    ...none,
    account_balance: { default: none },
  });
};

const NESTED = 'NESTED_PUBKEY_HASH';
const addresses = new WeakMap<object, number>();

/** A new one at every call: P2WPKH of a made-up key hash, which nobody can spend from and nothing here pays to. */
export const newAddress: Method = (call, { desk }) => {
  const type = String(call.request.type);
  if (type.includes(NESTED) || type.includes('TAPROOT')) refuse(`unsupported address type: ${type}`);
  const no = (addresses.get(desk) ?? 0) + 1;
  addresses.set(desk, no);
  const keyHash = bytes(digest('sha256', `address ${no} of ${desk.pubkey}`, 'hex').slice(0, 40));
  call.finish({ address: bech32('bcrt', [0, ...wordsOf(keyHash)]) });
};
