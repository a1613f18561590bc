import { describe, expect, it } from 'vitest';
import { attachedNetwork, diamondNetwork, lineNetwork, ringNetwork, starNetwork } from './generate.ts';
import type { Network } from './network.ts';
import { neighboursOf, reachableFrom } from './reach.ts';
import { seededSplit } from './split.ts';

const shape = (network: Network) => [
  network.nodes.length,
  network.channels.length,
  network.nodes.filter((node) => node.payer).length,
  network.nodes.filter((node) => node.payee).length,
];

/** A source of randomness that is the same at each call of this function. */
const unit = (seed: number): (() => number) => {
  const draw = seededSplit(seed);
  let count = 0;
  return () => draw(count++);
};

describe('generated networks', () => {
  it.each<[string, Network, number[]]>([
    ['a line', lineNetwork(4), [4, 3, 1, 1]],
    ['a star', starNetwork(5), [6, 5, 1, 4]],
    ['a ring', ringNetwork(6), [6, 6, 1, 5]],
    ['a diamond', diamondNetwork(), [5, 6, 2, 1]],
    ['an attached graph', attachedNetwork(50, 2, unit(1)), [50, 97, 1, 49]],
    ['an attached tree', attachedNetwork(50, 1, unit(1)), [50, 49, 1, 49]],
  ])('%s has the shape that it promises, and no node is cut off', (_, network, expected) => {
    expect(shape(network)).toEqual(expected);
    const reached = reachableFrom(neighboursOf(network.nodes.length, network.channels), 0);
    expect(reached.every((reach) => reach === 1)).toBe(true);
  });

  it('lets a diamond lose either router', () => {
    const network = diamondNetwork();
    for (const lost of [2, 3]) {
      const left = network.channels.filter((channel) => channel.a !== lost && channel.b !== lost);
      const neighbours = neighboursOf(network.nodes.length, left);
      expect([0, 1].map((payer) => reachableFrom(neighbours, payer)[4])).toEqual([1, 1]);
    }
  });

  it('attaches by the given randomness only, and makes hubs', () => {
    expect(attachedNetwork(200, 2, unit(3))).toEqual(attachedNetwork(200, 2, unit(3)));
    expect(attachedNetwork(200, 2, unit(3))).not.toEqual(attachedNetwork(200, 2, unit(4)));
    const degrees = attachedNetwork(200, 2, unit(3)).channels.flatMap((c) => [c.a, c.b]);
    const most = Math.max(...degrees.map((n) => degrees.filter((d) => d === n).length));
    expect(most).toBeGreaterThan(10);
  });

  it('refuses sizes that make no such network', () => {
    expect(() => lineNetwork(1)).toThrow(/2 or more, got 1/);
    expect(() => attachedNetwork(2, 2, () => 0)).toThrow(/3 or more, got 2/);
  });
});
