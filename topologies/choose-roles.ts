import type { Network } from './network.ts';
import type { ImportedGraph, Refused, TopologyProblem } from './problem.ts';
import { neighboursOf, reachableFrom } from './reach.ts';
import type { TopologyImport } from './topology-schema.ts';

type Chosen = { readonly ok: true; readonly network: Network } | Refused;

/** Gives the nodes of an imported graph their roles, as the `import` block asks. */
export function chooseRoles(name: string, wanted: TopologyImport, graph: ImportedGraph): Chosen {
  const problems: TopologyProblem[] = [];
  const ordinals = new Map(graph.nodes.map((node, index) => [node.name, index]));
  const wealth = capacityByNode(graph);

  const named = (field: 'payers' | 'payees', names: readonly string[]): number[] =>
    names.flatMap((entry, index) => {
      const ordinal = ordinals.get(entry);
      if (ordinal !== undefined) return [ordinal];
      problems.push({
        path: `import.${field}[${index}]`,
        found: JSON.stringify(entry),
        allowed: `the name of one of the ${graph.nodes.length} imported nodes`,
        message: `no imported node is called ${JSON.stringify(entry)}`,
      });
      return [];
    });
  // Only a node with a channel can pay or be paid. Ties go to the node that the file lists first.
  const richest = (field: string, count: number, from: readonly number[]): number[] => {
    if (count > from.length) {
      problems.push({
        path: `import.${field}.richest`,
        found: String(count),
        allowed: `1 to ${from.length} (so many nodes qualify)`,
        message: 'the graph has not that many that could play the part',
      });
    }
    return [...from].sort((x, y) => wealth[y]! - wealth[x]! || x - y).slice(0, count);
  };

  const joined = graph.nodes.map((_, ordinal) => ordinal).filter((ordinal) => wealth[ordinal]! > 0);
  const payers = Array.isArray(wanted.payers)
    ? named('payers', wanted.payers)
    : richest('payers', wanted.payers.richest, joined);
  const payerSet = new Set(payers);
  const others = joined.filter((ordinal) => !payerSet.has(ordinal));
  const wantedPayees = wanted.payees;
  const payees = Array.isArray(wantedPayees)
    ? named('payees', wantedPayees)
    : wantedPayees === 'others'
      ? others
      : reachedByAll(graph, payerSet, others);
  const chosen =
    typeof wantedPayees === 'object' && 'richest' in wantedPayees
      ? richest('payees', wantedPayees.richest, payees)
      : payees;
  if (problems.length > 0) return { ok: false, problems };

  const payeeSet = new Set(chosen);
  const turns = wanted.payerImplementations;
  const turnOf = new Map([...payerSet].map((ordinal, turn) => [ordinal, turns[turn % turns.length]!]));
  const nodes = graph.nodes.map((node, ordinal) => ({
    name: node.name,
    pubkey: node.pubkey,
    implementation: turnOf.get(ordinal) ?? ('plain' as const),
    payer: payerSet.has(ordinal),
    payee: payeeSet.has(ordinal),
  }));
  return { ok: true, network: { name, nodes, channels: graph.channels } };
}

function reachedByAll(
  graph: ImportedGraph,
  payers: ReadonlySet<number>,
  candidates: readonly number[],
): readonly number[] {
  const neighbours = neighboursOf(graph.nodes.length, graph.channels);
  const reached = [...payers].map((payer) => reachableFrom(neighbours, payer));
  return candidates.filter((candidate) => reached.every((nodes) => nodes[candidate] === 1));
}

function capacityByNode(graph: ImportedGraph): number[] {
  const sums = new Array<number>(graph.nodes.length).fill(0);
  for (const channel of graph.channels) {
    sums[channel.a]! += channel.capacityMsat;
    sums[channel.b]! += channel.capacityMsat;
  }
  return sums;
}
