import { join } from 'node:path';
import { bech32, wordsOf } from '../../bech32.ts';
import type { ClnBooks } from '../cln-books.ts';
import { type Method, method } from '../method.ts';
import { anyText, anything, flag, may, need, oneOf } from '../params.ts';
import { INVALID_PARAMS, METHOD_NOT_FOUND, RpcError } from '../rpc-error.ts';
import { isList, isObject, type WireObject } from '../wire-json.ts';

/** As v26.06.6 on regtest says them. */
const FEATURES = {
  init: '800898880a8a59a1',
  node: '808898880a8a59a1',
  channel: '',
  invoice: '02000002024100',
} as const;
/** Nothing listens there: channels of the emulated network have no wire. */
const LIGHTNING_PORT = 9735;

const getinfo = method('getinfo', 'info', {}, (_asked, { node }) => {
  const { desk, options } = node;
  const address = [{ type: 'ipv4', address: '127.0.0.1', port: LIGHTNING_PORT }];
  return {
    id: desk.pubkey,
    alias: desk.alias.slice(0, 32),
    color: desk.pubkey.slice(0, 6),
    num_peers: desk.peers().length,
    num_pending_channels: 0,
    num_active_channels: desk.channels().length,
    num_inactive_channels: 0,
    address,
    binding: address,
    version: options.version,
    blockheight: desk.height,
    network: 'regtest',
    fees_collected_msat: 0,
    'lightning-dir': options.networkFolder,
    our_features: FEATURES,
  };
});

const listpeers = method(
  'listpeers',
  'info',
  { id: may(anyText), level: may(anyText) },
  ({ id }, { node }) => {
    const channels = node.desk.channels();
    const peers = node.desk.peers().filter(({ pubkey }) => id === undefined || pubkey === id);
    return {
      peers: peers.map(({ pubkey, alive }) => ({
        id: pubkey,
        connected: alive,
        num_channels: channels.filter(({ peerPubkey }) => peerPubkey === pubkey).length,
        netaddr: alive ? [`127.0.0.1:${LIGHTNING_PORT}`] : undefined,
        features: alive ? FEATURES.init : undefined,
      })),
    };
  },
);

const connect = method(
  'connect',
  'info',
  { id: need(anyText), host: may(anyText), port: may(anything) },
  ({ id }, { node }) => {
    const pubkey = id.split('@')[0]!;
    if (!/^0[23][0-9a-f]{64}$/.test(pubkey))
      throw new RpcError(INVALID_PARAMS, 'id: should be a node id: invalid token (see logs for details)');
    const peer = node.desk.peers().find((known) => known.pubkey === pubkey);
    if (peer === undefined) throw new RpcError(400, 'Unable to connect, no address known for peer');
    if (!peer.alive)
      throw new RpcError(401, 'All addresses failed: Connection establishment: Connection refused.');
    return {
      id: pubkey,
      features: FEATURES.init,
      direction: 'out',
      address: { type: 'ipv4', address: '127.0.0.1', port: LIGHTNING_PORT },
    };
  },
);

const listconfigs = method('listconfigs', 'info', { config: may(anyText) }, ({ config }, { node }) => {
  const { networkFolder } = node.options;
  const all: Readonly<Record<string, WireObject>> = {
    'lightning-dir': { value_str: join(networkFolder, '..'), source: 'cmdline' },
    network: { value_str: 'regtest', source: 'cmdline' },
    'allow-deprecated-apis': { value_bool: false, source: 'default' },
    'rpc-file': { value_str: 'lightning-rpc', source: 'default' },
    alias: { value_str: node.desk.alias, source: 'cmdline' },
    'cltv-delta': { value_int: 6, source: 'default' },
    'cltv-final': { value_int: 10, source: 'default' },
    'max-concurrent-htlcs': { value_int: 483, source: 'default' },
  };
  if (config === undefined) return { configs: all };
  const found = all[config];
  if (found === undefined)
    throw new RpcError(INVALID_PARAMS, 'config: Unknown config option: invalid token (see logs for details)');
  return { configs: { [config]: found } };
});

const help = method('help', 'info', { command: may(anyText) }, ({ command }, { node }) => {
  const methods = [...node.methods.values()].filter(({ name }) => command === undefined || name === command);
  if (methods.length === 0) throw new RpcError(METHOD_NOT_FOUND, `Unknown command ${command}`);
  const lines = methods.map(({ name, usage }) => ({ command: `${name} ${usage}`.trim() }));
  return { help: lines, 'format-hint': 'simple' };
});

/** Only the name is looked at, not the parameters. */
const check: Method = {
  name: 'check',
  class: 'info',
  usage: 'command_to_check',
  run: ({ params, node }) => {
    const name = isList(params) ? params[0] : isObject(params) ? params.command_to_check : undefined;
    if (typeof name !== 'string')
      throw new RpcError(INVALID_PARAMS, 'missing required parameter: command_to_check');
    if (!node.methods.has(name)) throw new RpcError(METHOD_NOT_FOUND, `Unknown command '${name}'`);
    return { command_to_check: name };
  },
};

/** Progress of commands is not told here: whether it is asked for changes nothing. */
const notifications = method('notifications', 'info', { enable: need(flag) }, () => ({}));

const newaddr = method(
  'newaddr',
  'info',
  { addresstype: may(oneOf(['bech32', 'p2tr', 'all'], 'should be one of bech32, p2tr or all')) },
  ({ addresstype = 'p2tr' }, { node }) => ({
    bech32: addresstype === 'p2tr' ? undefined : address(node, 0, 20),
    p2tr: addresstype === 'bech32' ? undefined : address(node, 1, 32),
  }),
);

/** A witness program that nobody can spend: there is no chain behind it. */
function address({ desk }: ClnBooks, version: 0 | 1, length: 20 | 32): string {
  const program = Uint8Array.from({ length }, () => desk.random.between(0, 255));
  const text = bech32('bcrt', [version, ...wordsOf(program)]);
  return version === 0 ? text : asBech32m(text);
}

/** BIP 350 differs from BIP 173 by a constant in the checksum, which is the last six characters. */
function asBech32m(text: string): string {
  const check = [...text.slice(-6)].map((char, at) => {
    const mask = (BECH32M_DIFFERENCE >>> (5 * (5 - at))) & 31;
    return BECH32_CHARSET[BECH32_CHARSET.indexOf(char) ^ mask];
  });
  return text.slice(0, -6) + check.join('');
}

const BECH32M_DIFFERENCE = 0x2bc830a3 ^ 1;
const BECH32_CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

const feerates = method(
  'feerates',
  'info',
  { style: need(oneOf(['perkb', 'perkw'], 'should be perkb or perkw')) },
  ({ style }) => {
    const scale = style === 'perkw' ? 1 : 4;
    const rate = 253 * scale;
    return {
      [style]: {
        opening: rate,
        mutual_close: rate,
        unilateral_close: rate,
        unilateral_anchor_close: 1250 * scale,
        penalty: rate,
        splice: 258 * scale,
        min_acceptable: rate,
        max_acceptable: 10 * rate,
        floor: rate,
        estimates: [2, 6, 12, 100].map((blockcount) => ({
          blockcount,
          feerate: rate,
          smoothed_feerate: rate,
        })),
      },
      onchain_fee_estimates: {
        opening_channel_satoshis: 177,
        mutual_close_satoshis: 170,
        unilateral_close_satoshis: 1390,
        unilateral_close_nonanchor_satoshis: 151,
        htlc_timeout_satoshis: 167,
        htlc_success_satoshis: 177,
      },
    };
  },
);

export const INFO: readonly Method[] = [
  getinfo,
  listpeers,
  connect,
  listconfigs,
  help,
  check,
  notifications,
  newaddr,
  feerates,
];
