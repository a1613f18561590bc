import type { Network } from './network.ts';
import { NETWORK_MSAT_MAX } from './network.ts';
import type { BuildResult, TopologyProblem } from './problem.ts';
import { neighboursOf, reachableFrom } from './reach.ts';

/**
 * The rules that a whole network must keep: exact sums, somebody who pays, somebody to pay, and money's way out of each
 * payer. A pair without a path is a warning: a fault study may want it, but an author should know.
 * @param root `import` when the network was imported, so that the path leads to what the author wrote.
 */
export function checkNetwork(network: Network, root: '' | 'import'): BuildResult {
  const problems = [...totalProblems(network, root), ...roleProblems(network, root)];
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, network, warnings: unreachableWarnings(network, root) };
}

function totalProblems(network: Network, root: string): TopologyProblem[] {
  const total = network.channels.reduce((sum, channel) => sum + BigInt(channel.capacityMsat), 0n);
  if (total <= BigInt(NETWORK_MSAT_MAX)) return [];
  return [
    {
      path: root || 'channels',
      found: `${total} msat in all`,
      allowed: `at most ${NETWORK_MSAT_MAX} msat (2^53 - 1)`,
      message: 'the capacities add up to more than can be counted exactly',
    },
  ];
}

function roleProblems(network: Network, root: string): TopologyProblem[] {
  const joined = new Set(network.channels.flatMap((channel) => [channel.a, channel.b]));
  const problems: TopologyProblem[] = [];
  for (const role of ['payer', 'payee'] as const) {
    if (network.nodes.some((node) => node[role])) continue;
    problems.push({
      path: root ? `import.${role}s` : 'nodes',
      found: `no node with the role ${role}`,
      allowed: `at least one ${role}`,
      message: `without a ${role} there is nothing to pilot`,
    });
  }
  for (const [index, node] of network.nodes.entries()) {
    const role = node.payer ? 'payer' : 'payee';
    if ((!node.payer && !node.payee) || joined.has(index)) continue;
    problems.push({
      path: root ? `import.${role}s` : `nodes[${index}]`,
      found: `${JSON.stringify(node.name)} without a channel`,
      allowed: `a ${role} with at least one channel`,
      message: `${role} ${node.name} has no channel and can neither pay nor be paid`,
    });
  }
  const payees = network.nodes.filter((node) => node.payee);
  const [only] = payees;
  if (payees.length === 1 && only?.payer && network.nodes.filter((node) => node.payer).length === 1) {
    problems.push({
      path: root ? 'import.payees' : 'nodes',
      found: `${JSON.stringify(only.name)} as the only payer and the only payee`,
      allowed: 'a payee that is another node than the payer',
      message: 'a node does not pay itself',
    });
  }
  return problems;
}

function unreachableWarnings(network: Network, root: string): TopologyProblem[] {
  const neighbours = neighboursOf(network.nodes.length, network.channels);
  return network.nodes.flatMap((payer, index) => {
    if (!payer.payer) return [];
    const reached = reachableFrom(neighbours, index);
    const cut = network.nodes.filter(
      (node, ordinal) => node.payee && ordinal !== index && reached[ordinal] === 0,
    );
    if (cut.length === 0) return [];
    const names = cut.slice(0, 3).map((node) => shortName(node.name));
    const rest = cut.length > names.length ? ` and ${cut.length - names.length} more` : '';
    return [
      {
        path: root ? 'import.payees' : `nodes[${index}]`,
        found: `no enabled path from ${shortName(payer.name)} to ${names.join(', ')}${rest}`,
        allowed: 'a path from each payer to each payee',
        message: `payments from ${shortName(payer.name)} to ${cut.length} payee(s) can only fail`,
      },
    ];
  });
}

/** A public key as a person can still compare it. */
function shortName(name: string): string {
  return name.length > 20 ? `${name.slice(0, 12)}…` : name;
}
