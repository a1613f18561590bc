import type { NodeIdentity } from '../../ports/lightning-node.ts';
import type { EclairApi } from './api.ts';
import type { InfoWatch } from './info-watch.ts';
import { NETWORKS } from './options.ts';

/**
 * The oldest version that is spoken to. Before 0.9 `blocking=true` is answered at the first preimage in another shape;
 * before 0.11 nothing was read or tried, and no bitcoind that is still maintained goes with it (adapters.md §§5.2, 5.6).
 */
export const OLDEST_VERSION = '0.11.0';

/** @throws NodeRefused */
export async function probeEclair(parts: {
  readonly api: EclairApi;
  readonly watch: InfoWatch;
  readonly network: string;
}): Promise<NodeIdentity> {
  const { api, watch, network } = parts;
  const info = await watch.fresh();
  if (!('instanceId' in info)) throw info;
  const age = versionOf(info.version);
  if (age === null) throw api.refused('malformed', 'getinfo', `a version of "${info.version.slice(0, 40)}"`);
  if (age < versionOf(OLDEST_VERSION)!)
    throw api.refused('version_too_old', 'getinfo', `${info.version}, expected ${OLDEST_VERSION} or later`);
  const { chainHash } = NETWORKS[network]!;
  if (info.chainHash !== chainHash)
    throw api.refused('wrong_network', 'getinfo', `it is on ${info.network}, expected ${network}`);
  return {
    pubkey: info.nodeId,
    alias: info.alias,
    version: info.version,
    network,
    blockHeight: info.blockHeight,
    // It says nothing of it, and does not run before its chain is in sync (adapters.md §5.6).
    synced: true,
  };
}

/** `0.13.1-notag` as 13: releases order by the first two figures. */
function versionOf(version: string): number | null {
  const match = /^(\d{1,4})\.(\d{1,4})\./.exec(version);
  return match === null ? null : Number(match[1]) * 10_000 + Number(match[2]);
}
