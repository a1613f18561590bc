import { type NodeIdentity, NodeRefused } from '../../ports/lightning-node.ts';
import type { LndConnection } from './connection.ts';
import { lndMethods } from './methods.ts';
import { networkName } from './options.ts';
import { wordOf } from './read-payment.ts';
import { askOrRefuse } from './refusal.ts';

export const OLDEST_VERSION = '0.18.0';
const OLDEST_MINOR = 18;

/**
 * Who answers: `State.GetState` says whether the wallet is open (it needs no macaroon), `GetInfo` who it is.
 * @throws NodeRefused
 */
export async function probeLnd(at: LndConnection, network: string): Promise<NodeIdentity> {
  const { getState, getInfo } = lndMethods();
  const state = wordOf((await askOrRefuse(at, getState, {})).state);
  if (state !== 'RPC_ACTIVE' && state !== 'SERVER_ACTIVE')
    throw new NodeRefused('not_ready', at.node, getState.name, `the wallet is not open: ${state}`);
  const info = await askOrRefuse(at, getInfo, {});
  const refuse = (kind: 'malformed' | 'version_too_old' | 'wrong_network', why: string): never => {
    throw new NodeRefused(kind, at.node, getInfo.name, why);
  };
  const version = at.shown(info.version);
  const parsed = /^v?(\d+)\.(\d+)\./.exec(info.version);
  if (parsed === null || !/^0[23][0-9a-f]{64}$/.test(info.identity_pubkey))
    return refuse(
      'malformed',
      `no version or no public key in the answer (version ${JSON.stringify(version)})`,
    );
  if (Number(parsed[1]) === 0 && Number(parsed[2]) < OLDEST_MINOR)
    return refuse('version_too_old', `LND ${version} is too old, ${OLDEST_VERSION} is needed`);
  const itsNetwork = networkName(at.shown(info.chains[0]?.network ?? ''));
  if (itsNetwork !== network)
    return refuse(
      'wrong_network',
      `it is on ${JSON.stringify(itsNetwork)}, ${JSON.stringify(network)} is configured`,
    );
  return {
    pubkey: info.identity_pubkey,
    alias: info.alias,
    version: info.version,
    network: itsNetwork,
    blockHeight: info.block_height,
    synced: info.synced_to_chain,
  };
}
