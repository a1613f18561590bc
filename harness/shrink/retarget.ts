import type { TimedFault } from '#chaos/registry';
import type { Network } from '#topologies/network';

type Role = 'payer' | 'payee' | 'any';

/** The fault aimed at the same node in a network that lost some. Where that node is gone, the fault is left as it is. */
export function retargeted(fault: TimedFault, before: Network, after: Network): TimedFault {
  if (!('node' in fault) || typeof fault.node !== 'number') return fault;
  const role = roleOf(fault);
  const had = namesOf(before, role);
  const name = had[fault.node % Math.max(1, had.length)];
  const at = name === undefined ? -1 : namesOf(after, role).indexOf(name);
  return at === -1 ? fault : { ...fault, node: at };
}

/** Whom `node` counts (chaos/aim.ts): by its own `role` or `of`; faults of payees say so in their kind; else payers. */
function roleOf(fault: TimedFault): Role {
  if ('role' in fault) return fault.role;
  if ('of' in fault) return fault.of === 'network' ? 'any' : fault.of;
  return fault.kind.startsWith('ln.payee') ? 'payee' : 'payer';
}

function namesOf({ nodes }: Network, role: Role): readonly string[] {
  return nodes.filter((node) => role === 'any' || node[role]).map((node) => node.name);
}
