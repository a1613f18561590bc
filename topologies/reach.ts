import type { NetworkChannel } from './network.ts';

/** For each node, the nodes that it may forward to: over the enabled channel sides, balances aside. */
export type Neighbours = readonly (readonly number[])[];

export function neighboursOf(nodeCount: number, channels: readonly NetworkChannel[]): Neighbours {
  const neighbours = Array.from({ length: nodeCount }, (): number[] => []);
  for (const channel of channels) {
    if (!channel.policyA.disabled) neighbours[channel.a]!.push(channel.b);
    if (!channel.policyB.disabled) neighbours[channel.b]!.push(channel.a);
  }
  return neighbours;
}

/** Which nodes an HTLC from `origin` can reach, itself included; 1 = reachable. */
export function reachableFrom(neighbours: Neighbours, origin: number): Uint8Array {
  const reached = new Uint8Array(neighbours.length);
  reached[origin] = 1;
  const open = [origin];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of neighbours[node]!) {
      if (reached[next] === 1) continue;
      reached[next] = 1;
      open.push(next);
    }
  }
  return reached;
}
