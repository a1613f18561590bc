import type { Network } from '#topologies/network';
import { hasEmulator } from './emulated-daemons.ts';

/** How each kind of node that pays is reached, in words. */
export function payersReached({ nodes }: Pick<Network, 'nodes'>): string {
  const payers = Map.groupBy(
    nodes.filter(({ payer }) => payer),
    ({ implementation }) => implementation,
  );
  return [...payers]
    .map(([kind, { length }]) => `${length} ${kind} ${hasEmulator(kind) ? 'on sockets' : 'in process'}`)
    .join(', ');
}
