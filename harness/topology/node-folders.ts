import type { Network, NetworkNode } from '#topologies/network';

const PUBKEY = /^0[23][0-9a-f]{64}$/;
const SHORT = 16;

/**
 * The folder of each node is its name; nodes of imported graphs are called by their public keys, which leave no room for the
 * path of a unix socket, so 16 digits of them do where they are unique.
 */
export function folderNames({ nodes }: Network): (node: NetworkNode) => string {
  const seen = new Map<string, number>();
  for (const { name } of nodes) {
    const short = name.slice(0, SHORT);
    seen.set(short, (seen.get(short) ?? 0) + 1);
  }
  return ({ name }) => {
    const short = name.slice(0, SHORT);
    return PUBKEY.test(name) && seen.get(short) === 1 ? short : name;
  };
}
