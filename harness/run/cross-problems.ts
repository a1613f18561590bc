import type { Problem } from '#harness/input/problem';
import type { DocumentRead } from '#harness/input/read-document';
import type { LoadedPolicy } from '#orchestrator/policy/loaded';
import type { Pilot } from '#scenarios/pilot-schema';
import type { Network } from '#topologies/network';

/** What only two files together can tell: a name in one that means nothing in the other. */
export function crossProblems(
  pilot: DocumentRead<Pilot>,
  policy: LoadedPolicy,
  network: Network,
): readonly Problem[] {
  return [...payeeProblems(pilot, network), ...payerProblems(pilot, policy, network)];
}

function payeeProblems(pilot: DocumentRead<Pilot>, network: Network): readonly Problem[] {
  const payees = new Set(network.nodes.filter((node) => node.payee).map((node) => node.name));
  const shown = [...payees].slice(0, 5).join(', ');
  return pilot.value.workload.corridors.flatMap((corridor, at) =>
    (corridor.payees ?? []).flatMap((payee, which) =>
      payees.has(payee)
        ? []
        : [
            pilot.problemAt(['workload', 'corridors', at, 'payees', which], {
              found: JSON.stringify(payee),
              allowed: `a payee node of the topology ${network.name} (${shown}${payees.size > 5 ? ', …' : ''})`,
              message: 'the topology has no payee of this name',
            }),
          ],
    ),
  );
}

/** Without a single payer in common every intent would be declined, and nothing would be tested. */
function payerProblems(
  pilot: DocumentRead<Pilot>,
  policy: LoadedPolicy,
  network: Network,
): readonly Problem[] {
  const payers = network.nodes.filter((node) => node.payer).map((node) => node.name);
  const named = new Set([...policy.corridors.values()].flatMap((corridor) => corridor.nodes));
  if (payers.some((payer) => named.has(payer as never))) return [];
  return [
    pilot.problemAt('policy', {
      found: `corridors over ${[...named].slice(0, 3).join(', ')}`,
      allowed: `at least one corridor over a payer of the topology: ${payers.slice(0, 3).join(', ')}`,
      message: `policy and topology ${network.name} have no payer node in common`,
    }),
  ];
}
