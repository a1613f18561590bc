import type { Workload, WorkloadProblem } from '#scenarios/workload-schema';
import type { Network } from '#topologies/network';

/** What the workload needs of the network and does not find there. Paths are relative to the workload. */
export function payeeProblems(
  workload: Pick<Workload, 'corridors'>,
  network: Pick<Network, 'name' | 'nodes'>,
): readonly WorkloadProblem[] {
  const problems: WorkloadProblem[] = [];
  const payees = new Set(network.nodes.filter((node) => node.payee).map((node) => node.name));
  if (payees.size === 0)
    problems.push({ path: ['corridors'], message: `network ${network.name} has no payee` });
  workload.corridors.forEach((corridor, index) => {
    corridor.payees?.forEach((name, at) => {
      if (!payees.has(name))
        problems.push({
          path: ['corridors', index, 'payees', at],
          message: `${name} is not a payee of network ${network.name}; it has ${payees.size} payees, for example ${[...payees].slice(0, 3).join(', ')}`,
        });
    });
  });
  return problems;
}

/** Ordinals of the payees of each corridor, by corridor id. @throws RangeError for a payee that is not there. */
export function payeesByCorridor(
  workload: Pick<Workload, 'corridors'>,
  network: Pick<Network, 'name' | 'nodes'>,
): ReadonlyMap<string, readonly number[]> {
  const [problem] = payeeProblems(workload, network);
  if (problem !== undefined) throw new RangeError(`workload.${problem.path.join('.')}: ${problem.message}`);
  const ordinals = new Map(network.nodes.map((node, ordinal) => [node.name, ordinal]));
  const all = network.nodes.flatMap((node, ordinal) => (node.payee ? [ordinal] : []));
  return new Map(
    workload.corridors.map(({ id, payees }) => [id, payees?.map((name) => ordinals.get(name)!) ?? all]),
  );
}
