import { buildTopology } from './build.ts';
import type { Network } from './network.ts';
import { type TopologyDocument, topologySchema } from './topology-schema.ts';

type Role = 'payer' | 'payee' | 'router';

/** Default 1,000,000 sat a channel, half on each side; fees are the defaults of the topology format. */
export interface GenerateOptions {
  readonly capacitySat?: number;
  readonly split?: number;
}

/** `n0 - n1 - … `: the first node pays, the last is paid. @throws RangeError below 2 nodes. */
export function lineNetwork(nodeCount: number, options: GenerateOptions = {}): Network {
  need(nodeCount, 2);
  const roles = range(nodeCount).map(
    (i): Role => (i === 0 ? 'payer' : i === nodeCount - 1 ? 'payee' : 'router'),
  );
  return generated(`line-${nodeCount}`, roles, chain(nodeCount), options);
}

/** A hub `n0` that routes; `n1` pays every other leaf. @throws RangeError below 2 leaves. */
export function starNetwork(leafCount: number, options: GenerateOptions = {}): Network {
  need(leafCount, 2);
  const roles = range(leafCount + 1).map((i): Role => (i === 0 ? 'router' : i === 1 ? 'payer' : 'payee'));
  const pairs = range(leafCount).map((leaf): Pair => [leaf + 1, 0]);
  return generated(`star-${leafCount}`, roles, pairs, options);
}

/** A circle: two ways from the payer `n0` to every payee. @throws RangeError below 3 nodes. */
export function ringNetwork(nodeCount: number, options: GenerateOptions = {}): Network {
  need(nodeCount, 3);
  const roles = range(nodeCount).map((i): Role => (i === 0 ? 'payer' : 'payee'));
  return generated(`ring-${nodeCount}`, roles, [...chain(nodeCount), [nodeCount - 1, 0]], options);
}

/**
 * Two payers (`n0`, `n1`), two routers (`n2`, `n3`), one payee (`n4`): each payer reaches the payee over either router,
 * so one router, one channel or one payer can be lost and a path is left.
 */
export function diamondNetwork(options: GenerateOptions = {}): Network {
  const roles: Role[] = ['payer', 'payer', 'router', 'router', 'payee'];
  const pairs: Pair[] = [
    [0, 2],
    [0, 3],
    [1, 2],
    [1, 3],
    [2, 4],
    [3, 4],
  ];
  return generated('diamond', roles, pairs, options);
}

/**
 * Preferential attachment (Barabási and Albert 1999): node after node opens `channelsPerNode` channels to earlier nodes,
 * the well connected ones first; a few hubs and many leaves, as in the real graph. `n0` pays all others.
 * @param unit the source of randomness, a number in [0, 1) at each call.
 */
export function attachedNetwork(
  nodeCount: number,
  channelsPerNode: number,
  unit: () => number,
  options: GenerateOptions = {},
): Network {
  need(channelsPerNode, 1);
  need(nodeCount, channelsPerNode + 1);
  const roles = range(nodeCount).map((i): Role => (i === 0 ? 'payer' : 'payee'));
  const pairs: Pair[] = chain(channelsPerNode);
  // Each end of each channel once: drawing from it draws a node in proportion to its degree.
  const ends = channelsPerNode === 1 ? [0] : pairs.flat();
  for (let node = channelsPerNode; node < nodeCount; node++) {
    const targets = new Set<number>();
    while (targets.size < channelsPerNode) targets.add(ends[Math.floor(unit() * ends.length)]!);
    for (const target of targets) {
      pairs.push([node, target]);
      ends.push(node, target);
    }
  }
  return generated(`attached-${nodeCount}-${channelsPerNode}`, roles, pairs, options);
}

type Pair = readonly [a: number, b: number];

function generated(
  name: string,
  roles: readonly Role[],
  pairs: readonly Pair[],
  options: GenerateOptions,
): Network {
  const { capacitySat = 1_000_000, split = 0.5 } = options;
  const document: TopologyDocument = topologySchema.parse({
    version: 1,
    name,
    defaults: { split },
    nodes: roles.map((role, i) => ({ name: `n${i}`, roles: [role] })),
    channels: pairs.map(([a, b]) => ({ a: `n${a}`, b: `n${b}`, capacitySat })),
  });
  const built = buildTopology(document);
  if (!built.ok) throw new RangeError(`${name}: ${built.problems[0]?.message}`);
  return built.network;
}

function chain(nodeCount: number): Pair[] {
  return range(nodeCount - 1).map((i): Pair => [i, i + 1]);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function need(count: number, least: number): void {
  if (!Number.isInteger(count) || count < least) throw new RangeError(`needs ${least} or more, got ${count}`);
}
