import type { NodeIdentity } from '../../ports/lightning-node.ts';
import { countOf, objectOf, textOf } from './fields.ts';
import type { JsonObject } from './json.ts';
import type { Rpc } from './rpc.ts';
import { isTooOld, OLDEST, versionOf } from './version.ts';

/** Who answers. @throws NodeRefused also when it is too old, or of another network */
export async function identify(rpc: Rpc, network: string): Promise<NodeIdentity> {
  const info = objectOf(await rpc.ask('getinfo', {})) ?? {};
  const pubkey = textOf(info, 'id');
  const text = textOf(info, 'version');
  const found = textOf(info, 'network');
  const blockHeight = countOf(info, 'blockheight');
  if (pubkey === null || text === null || found === null || blockHeight === null) throw rpc.unread('getinfo');
  const version = versionOf(text);
  if (version !== null && isTooOld(version))
    throw rpc.refused('version_too_old', 'getinfo', `the node is ${text}, at least ${OLDEST} is needed`);
  if (found !== network)
    throw rpc.refused('wrong_network', 'getinfo', `the node is on ${found}, ${network} is wanted`);
  // Each is there only while the part that it names is behind (adapters.md §4.2).
  const synced = !('warning_bitcoind_sync' in info || 'warning_lightningd_sync' in info);
  return { pubkey, alias: textOf(info, 'alias') ?? '', version: text, network: found, blockHeight, synced };
}

const AUTOCLEAN = ['autoclean-succeededpays-age', 'autoclean-failedpays-age'];

/**
 * The rows of a payment are what keeps it from being paid twice, and all that tells how it ended: a daemon that deletes them
 * sooner than `retentionSeconds` is refused (adapters.md §1 (7), §13).
 *
 * @throws NodeRefused
 */
export async function guardAgainstDeletion(rpc: Rpc, retentionSeconds: number): Promise<void> {
  const configs = objectOf(objectOf(await rpc.ask('listconfigs', {}))?.configs);
  if (configs === null) throw rpc.unread('listconfigs');
  for (const name of AUTOCLEAN) {
    const ageSeconds = ageOf(configs, name);
    if (ageSeconds !== 0 && !(ageSeconds !== null && ageSeconds >= retentionSeconds)) {
      const after = ageSeconds === null ? 'an unreadable age' : `${ageSeconds} s`;
      const why = `${name} is ${after}: the node forgets payments, and may then pay them twice`;
      throw rpc.refused('configuration', 'listconfigs', why);
    }
  }
}

/** 0: off, which is the default. null: set to what cannot be read. */
function ageOf(configs: JsonObject, name: string): number | null {
  if (!(name in configs)) return 0;
  const config = objectOf(configs[name]);
  if (config === null) return null;
  const text = textOf(config, 'value_str');
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : countOf(config, 'value_int');
}
