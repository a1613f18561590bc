import { buildChannel } from './build-channel.ts';
import type { Network, NetworkChannel, NetworkNode } from './network.ts';
import type { Refused, TopologyProblem } from './problem.ts';
import { standInPubkey } from './pubkey.ts';
import type { TopologyDocument } from './topology-schema.ts';

/** The nodes and channels that a document writes out → a network, or the fields that contradict each other. */
export function buildGraph(
  document: TopologyDocument,
): { readonly ok: true; readonly network: Network } | Refused {
  const problems: TopologyProblem[] = [];
  const ordinals = new Map<string, number>();
  const nodes = (document.nodes ?? []).map((entry, index): NetworkNode => {
    const first = ordinals.get(entry.name);
    if (first === undefined) ordinals.set(entry.name, index);
    else problems.push(duplicate(`nodes[${index}].name`, entry.name, `nodes[${first}]`));
    return {
      name: entry.name,
      pubkey: entry.pubkey ?? standInPubkey(entry.name),
      implementation: entry.implementation ?? document.defaults.implementation,
      payer: entry.roles.includes('payer'),
      payee: entry.roles.includes('payee'),
    };
  });
  problems.push(...duplicatePubkeys(nodes));

  const channels: NetworkChannel[] = [];
  const parallel = new Map<string, number>();
  for (const [index, entry] of (document.channels ?? []).entries()) {
    const built = buildChannel(entry, `channels[${index}]`, document.defaults, ordinals);
    if (!built.ok) {
      problems.push(...built.problems);
      continue;
    }
    // Names hold no colon, so the pair is unambiguous; parallel channels are numbered from the second on.
    const pair = `${entry.a}:${entry.b}`;
    const count = (parallel.get(pair) ?? 0) + 1;
    parallel.set(pair, count);
    channels.push({ id: count === 1 ? pair : `${pair}:${count}`, ...built.channel });
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, network: { name: document.name, nodes, channels } };
}

function duplicatePubkeys(nodes: readonly NetworkNode[]): TopologyProblem[] {
  const seen = new Map<string, { readonly index: number; readonly name: string }>();
  return nodes.flatMap((node, index) => {
    const first = seen.get(node.pubkey);
    if (first === undefined) seen.set(node.pubkey, { index, name: node.name });
    // Two nodes of one name share the derived key as well; that is already said about the name.
    return first === undefined || first.name === node.name
      ? []
      : [duplicate(`nodes[${index}].pubkey`, node.pubkey, `nodes[${first.index}]`)];
  });
}

function duplicate(path: string, value: string, first: string): TopologyProblem {
  return {
    path,
    found: JSON.stringify(value),
    allowed: 'a value that no other node has',
    message: `${JSON.stringify(value)} is already taken by ${first}`,
  };
}
