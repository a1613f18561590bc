import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChannelGraph } from './graph.ts';
import { MissionControl } from './mission-control.ts';
import { Pathfinder } from './pathfind.ts';
import { amountBand, bandFloor } from './payer-tree.ts';
import type { RouteRequest } from './route.ts';
import { type ChannelSketch, line, sketch } from './testing/networks.ts';

function finderOf(graph: ChannelGraph): { finder: Pathfinder; memories: MissionControl } {
  const memories = new MissionControl(graph, 60_000);
  return { finder: new Pathfinder(graph, memories, () => true), memories };
}

function ask(
  payer: number,
  payee: number,
  amountMsat: number,
  feeLimitMsat: number,
  limitBlocks: number,
  nowMs: number,
): RouteRequest {
  return { payer, payee, amountMsat, feeLimitMsat, finalBlocks: 21, limitBlocks, nowMs };
}

/** The least total fee over all loopless routes, by trying every one; -1 when there is none. Arithmetic of its own. */
function cheapestByTrying(graph: ChannelGraph, payer: number, payee: number, amountMsat: number): number {
  let best = -1n;
  const onPath = new Set<number>();
  const walk = (node: number, needed: bigint): void => {
    onPath.add(node);
    for (let edge = 0; edge < graph.edgeCount; edge++) {
      const from = graph.edgeFrom[edge];
      if (graph.edgeTo[edge] !== node || onPath.has(from)) continue;
      if (needed > BigInt(graph.capacity[edge >> 1])) continue;
      if (from === payer) {
        if (graph.policy.disabled[edge] !== 0) continue;
        if (needed > BigInt(graph.balance[edge] - graph.reserve[edge >> 1])) continue;
        const fee = needed - BigInt(amountMsat);
        if (best < 0n || fee < best) best = fee;
      } else if (graph.advertised.disabled[edge] === 0)
        walk(
          from,
          needed +
            BigInt(graph.advertised.feeBaseMsat[edge]) +
            (needed * BigInt(graph.advertised.feePpm[edge])) / 1_000_000n,
        );
    }
    onPath.delete(node);
  };
  walk(payee, BigInt(amountMsat));
  return Number(best);
}

const channel = fc.record({
  a: fc.nat(6),
  b: fc.nat(6),
  balanceAMsat: fc.integer({ min: 0, max: 1_000_000_000 }),
  policyA: fc.record({
    feeBaseMsat: fc.nat(5000),
    feePpm: fc.nat(20_000),
    disabled: fc.nat(5).map((n) => n === 0),
  }),
  policyB: fc.record({
    feeBaseMsat: fc.nat(5000),
    feePpm: fc.nat(20_000),
    disabled: fc.nat(5).map((n) => n === 0),
  }),
});

describe('pathfinder', () => {
  it('finds a route exactly when one exists, and within the fee limit whenever any fits', () => {
    let found = 0;
    let expensive = 0;
    fc.assert(
      fc.property(
        fc.array(channel, { minLength: 4, maxLength: 14 }),
        fc.integer({ min: 1000, max: 600_000_000 }),
        fc.integer({ min: 0, max: 3 }),
        (drawn, amountMsat, spareMsat) => {
          const channels: ChannelSketch[] = drawn.filter((it) => it.a !== it.b);
          const graph = new ChannelGraph(sketch(7, channels));
          const { finder } = finderOf(graph);
          const cheapest = cheapestByTrying(graph, 0, 6, amountMsat);
          const loose = finder.find(ask(0, 6, amountMsat, 1e12, 5000, 0));
          expect(loose).toBe(cheapest < 0 ? 'no-route' : 'found');
          if (cheapest < 0) return;
          expect(finder.route.feeMsat).toBeGreaterThanOrEqual(cheapest);
          // The last search looks for fees alone, so a limit just at the cheapest route is enough.
          expect(finder.find(ask(0, 6, amountMsat, cheapest + spareMsat, 5000, 0))).toBe('found');
          expect(finder.route.feeMsat).toBeLessThanOrEqual(cheapest + spareMsat);
          found++;
          if (cheapest === 0) return;
          expect(finder.find(ask(0, 6, amountMsat, cheapest - 1, 5000, 0))).toBe('too-expensive');
          expensive++;
        },
      ),
      { numRuns: 1500, seed: 3 },
    );
    expect(found).toBeGreaterThan(200);
    expect(expensive).toBeGreaterThan(100);
  });

  it('accumulates fees and time locks backwards from the payee', () => {
    const graph = new ChannelGraph(
      line(4, (at) => ({ policyA: { feeBaseMsat: 1000 * at, feePpm: 10_000, cltvDeltaBlocks: 10 * at } })),
    );
    const { finder } = finderOf(graph);
    expect(finder.find(ask(0, 3, 1_000_000, 100_000, 1000, 0))).toBe('found');
    expect([...finder.route.edges.subarray(0, 3)]).toEqual([0, 2, 4]);
    // 1,000,000; + 2000 + 1 %; + 1000 + 1 % of 1,012,000.
    expect([...finder.route.amounts.subarray(0, 3)]).toEqual([1_023_120, 1_012_000, 1_000_000]);
    expect([...finder.route.blocks.subarray(0, 3)]).toEqual([51, 41, 21]);
    expect(finder.find(ask(0, 3, 1_000_000, 100_000, 50, 0))).toBe('no-route');
  });

  it('keeps away from what failed, for that amount or more, until the memory fades', () => {
    // Two ways from 0 to 3: by 1 (cheap) and by 2.
    const graph = new ChannelGraph(
      sketch(4, [
        { a: 0, b: 1 },
        { a: 1, b: 3 },
        { a: 0, b: 2 },
        { a: 2, b: 3, policyA: { feeBaseMsat: 5000 } },
      ]),
    );
    const { finder, memories } = finderOf(graph);
    const firstEdge = (amountMsat: number, nowMs: number): number => {
      expect(finder.find(ask(0, 3, amountMsat, 100_000, 1000, nowMs))).toBe('found');
      return finder.route.edges[0];
    };
    expect(firstEdge(1_000_000, 0)).toBe(0);
    memories.ban(0, 2, 1_000_000, 0);
    expect([firstEdge(1_000_000, 1), firstEdge(999_999, 1), firstEdge(1_000_000, 60_000)]).toEqual([4, 0, 0]);
    memories.banNode(0, 1, 70_000);
    expect(firstEdge(5, 70_001)).toBe(4);
    // Another payer remembers nothing.
    expect(finder.find(ask(2, 1, 1000, 100_000, 1000, 70_001))).toBe('found');
  });

  it('believes gossip until gossip changes', () => {
    const graph = new ChannelGraph(line(3));
    const { finder } = finderOf(graph);
    graph.policy.set(2, { disabled: true });
    expect(finder.find(ask(0, 2, 1000, 100_000, 1000, 0))).toBe('found');
    expect(graph.advertise(2)).toBe(true);
    expect(graph.advertise(2)).toBe(false);
    expect(finder.find(ask(0, 2, 1000, 100_000, 1000, 0))).toBe('no-route');
  });

  it('shares trees by half octave', () => {
    expect(
      [1_000_000, 1_048_575, 1_048_576, 1_572_863, 1_572_864].map((it) => bandFloor(amountBand(it))),
    ).toEqual([786_432, 786_432, 1_048_576, 1_048_576, 1_572_864]);
  });
});
