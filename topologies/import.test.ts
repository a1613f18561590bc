import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildTopology } from './build.ts';
import { type ClothTexts, importCloth } from './import-cloth.ts';
import { importDescribegraph } from './import-describegraph.ts';
import type { ImportedGraph, ImportResult } from './problem.ts';
import { seededSplit } from './split.ts';
import { topologySchema } from './topology-schema.ts';

const bytes = (file: string): Buffer => readFileSync(new URL(`./data/${file}`, import.meta.url));
const describegraph = (file: string): string => bytes(file).toString('utf8');
const mainnet = (part: string): string => gunzipSync(bytes(`mainnet-2020.${part}.csv.gz`)).toString('utf8');

const graphOf = (result: ImportResult): ImportedGraph => {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.graph;
};
const problemsOf = (result: ImportResult) => (result.ok ? [] : result.problems);

describe('describegraph of LND', () => {
  it.each([
    ['ln_10.describegraph.json', 10, 13, 176_000_000],
    ['ln_100.describegraph.json', 99, 533, 10_637_848_546],
  ])('%s is read whole', (file, nodes, channels, capacitySat) => {
    const graph = graphOf(importDescribegraph(describegraph(file)));
    expect([graph.nodes.length, graph.channels.length]).toEqual([nodes, channels]);
    expect(graph.channels.reduce((sum, c) => sum + c.capacityMsat, 0)).toBe(capacitySat * 1000);
  });

  it('keeps the policy of each side on its side', () => {
    const graph = graphOf(importDescribegraph(describegraph('ln_10.describegraph.json')));
    expect(graph.channels[1]).toMatchObject({
      id: '856191903629639681',
      capacityMsat: 12_000_000_000,
      balanceAMsat: 6_000_000_000,
      reserveMsat: 120_000_000,
      htlcSlots: 483,
      policyA: {
        feeBaseMsat: 1000,
        feePpm: 1,
        cltvDeltaBlocks: 40,
        htlcMinMsat: 1000,
        htlcMaxMsat: 11_880_000_000,
      },
      policyB: { feeBaseMsat: 500, feePpm: 0, cltvDeltaBlocks: 100, disabled: true },
    });
    const ends = [graph.channels[1]!.a, graph.channels[1]!.b].map((end) =>
      graph.nodes[end]!.name.slice(0, 6),
    );
    expect(ends).toEqual(['037659', '02f4fc']);
  });

  it('splits by seed: the same twice, another for another seed, all within the capacity', () => {
    const text = describegraph('ln_100.describegraph.json');
    const balances = (seed: number) =>
      graphOf(importDescribegraph(text, seededSplit(seed))).channels.map((c) => c.balanceAMsat);
    expect(balances(7)).toEqual(balances(7));
    expect(balances(7)).not.toEqual(balances(8));
    const shares = Array.from({ length: 10_000 }, (_, i) => seededSplit(7)(i));
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...shares)).toBeLessThan(1);
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeCloseTo(0.5, 1);
  });

  const edge = {
    channel_id: '1',
    node1_pub: 'k1',
    node2_pub: 'k2',
    capacity: '5',
    node1_policy: null,
    node2_policy: { fee_base_msat: '1', fee_rate_milli_msat: 2, time_lock_delta: 3, max_htlc_msat: '0' },
  };
  const graph = (...edges: object[]): string =>
    JSON.stringify({ nodes: [{ pub_key: 'k1' }, { pub_key: 'k2' }], edges });

  it('reads a missing policy as a disabled side and a missing limit as the capacity', () => {
    const [channel] = graphOf(importDescribegraph(graph(edge))).channels;
    expect(channel?.policyA.disabled).toBe(true);
    expect(channel?.policyB).toEqual({
      feeBaseMsat: 1,
      feePpm: 2,
      cltvDeltaBlocks: 3,
      htlcMinMsat: 0,
      htlcMaxMsat: 5000,
      disabled: false,
    });
  });

  it.each<[string, string, string, string]>([
    ['a missing node', graph({ ...edge, node2_pub: 'k3' }), 'edges[0].node2_pub', '"k3"'],
    ['a self channel', graph({ ...edge, node2_pub: 'k1' }), 'edges[0].node2_pub', '"k1"'],
    ['no capacity', graph({ ...edge, capacity: '0' }), 'edges[0].capacity', '"0"'],
    ['a wrong number', graph({ ...edge, capacity: '5.5' }), 'edges[0].capacity', '"5.5"'],
    [
      'a missing fee',
      graph({ ...edge, node1_policy: { fee_rate_milli_msat: 1, time_lock_delta: 1 } }),
      'edges[0].node1_policy.fee_base_msat',
      'nothing',
    ],
    ['an id twice', graph(edge, edge), 'edges[1].channel_id', '"1"'],
    ['no edges', '{"nodes":[]}', 'edges', 'nothing'],
    ['cut off JSON', '{"nodes":[', '', 'Unexpected end'],
  ])('is refused for %s', (_, text, path, found) => {
    expect(problemsOf(importDescribegraph(text))).toEqual([
      expect.objectContaining({
        path,
        found: expect.stringContaining(found),
        allowed: expect.stringMatching(/\w/),
      }),
    ]);
  });
});

describe('the CSV files of CLoTH', () => {
  const small: ClothTexts = {
    nodes: 'id\n4\n5\n',
    channels: 'id,edge1_id,edge2_id,node1_id,node2_id,capacity\r\n0,8,9,4,5,100\r\n',
    edges:
      'id,channel_id,counter_edge_id,from_node_id,to_node_id,balance,fee_base,fee_proportional,min_htlc,timelock\n8,0,9,4,5,30,1000,1,1000,144\n9,0,8,5,4,70,0,2,1,40\n',
  };

  it('carry the whole mainnet of 2020, balances in msat and equal to the capacities', () => {
    const texts = { nodes: mainnet('nodes'), channels: mainnet('channels'), edges: mainnet('edges') };
    const graph = graphOf(importCloth(texts));
    expect([graph.nodes.length, graph.channels.length]).toEqual([6006, 30_457]);
    expect(graph.channels.reduce((sum, c) => sum + c.capacityMsat, 0)).toBe(104_055_781_879_000);
    // 500,000,000 sat, the largest "wumbo" channel of the time: the unit is msat.
    expect(graph.channels.reduce((most, c) => Math.max(most, c.capacityMsat), 0)).toBe(500_000_000_000);
    expect(graph.channels[0]).toMatchObject({
      a: 0,
      b: 1,
      capacityMsat: 50_000_000,
      balanceAMsat: 4_300_909,
    });
    const document = topologySchema.parse({
      version: 1,
      name: 'mainnet',
      import: { format: 'cloth-csv', nodes: 'n', channels: 'c', edges: 'e', payers: { richest: 3 } },
    });
    const built = buildTopology(document, graph);
    expect(built.ok && built.network.nodes.filter((node) => node.payee).length).toBe(5989);
    expect(built.ok && built.warnings).toEqual([]);
  });

  it('are read by column, and each edge is the policy of the side that it starts from', () => {
    const graph = graphOf(importCloth(small));
    expect(graph.nodes.map((node) => node.name)).toEqual(['n4', 'n5']);
    expect(graph.channels[0]).toMatchObject({
      balanceAMsat: 30,
      policyA: { feeBaseMsat: 1000, cltvDeltaBlocks: 144, htlcMaxMsat: 100 },
      policyB: { feeBaseMsat: 0, feePpm: 2, htlcMinMsat: 1, cltvDeltaBlocks: 40 },
    });
    expect(graphOf(importCloth(small, () => 0.5)).channels[0]?.balanceAMsat).toBe(50);
  });

  const changed = (part: keyof ClothTexts, from: string, to: string): ClothTexts => ({
    ...small,
    [part]: small[part].replace(from, to),
  });
  it.each<[string, ClothTexts, string, string, number]>([
    ['a missing column', changed('edges', 'balance', 'money'), 'edges', 'balance', 1],
    ['an empty file', { ...small, nodes: '' }, 'nodes', 'id', 1],
    ['a word for a number', changed('edges', '70', 'seventy'), 'edges', 'balance', 3],
    ['a row cut short', changed('edges', ',2,1,40', ''), 'edges', 'fee_base', 3],
    ['a row too long', changed('nodes', '5', '5,6'), 'nodes', 'id', 3],
    ['a number too large', changed('nodes', '5', '9007199254740993'), 'nodes', 'id', 3],
    ['a missing node', changed('nodes', '5', '6'), 'channels', 'node2_id', 2],
    ['a missing edge', changed('channels', '0,8,9', '0,8,7'), 'channels', 'edge2_id', 2],
    ['an id twice', changed('nodes', '5\n', '5\n5\n'), 'nodes', 'id', 4],
    ['another capacity', changed('channels', '100', '101'), 'channels', 'capacity', 2],
    ['edges of other nodes', changed('channels', '0,8,9', '0,9,8'), 'channels', 'edge1_id', 2],
  ])('are refused for %s', (_, texts, source, path, line) => {
    const [problem] = problemsOf(importCloth(texts));
    expect(problem).toMatchObject({ source, path, line });
    expect(problem?.found.length).toBeLessThan(120);
  });
});

describe('the roles of an imported graph', () => {
  const graph = graphOf(importDescribegraph(describegraph('ln_10.describegraph.json')));
  const chosen = (roles: object) =>
    buildTopology(
      topologySchema.parse({
        version: 1,
        name: 't',
        import: { format: 'lnd-describegraph', path: 'p', ...roles },
      }),
      graph,
    );

  it('are given by name or by wealth, and payers take the implementations in turn', () => {
    const names = graph.nodes.map((node) => node.name);
    const named = chosen({ payers: [names[5], names[2]], payees: [names[7]] });
    expect(named.ok && named.network.nodes.flatMap((n, i) => (n.payer ? [i] : []))).toEqual([2, 5]);
    const rich = chosen({
      payers: { richest: 3 },
      payees: { richest: 2 },
      payerImplementations: ['lnd', 'cln'],
    });
    if (!rich.ok) throw new Error('refused');
    const payers = rich.network.nodes.filter((node) => node.payer);
    expect(payers.map((node) => node.implementation).sort()).toEqual(['cln', 'lnd', 'lnd']);
    expect(rich.network.nodes.filter((node) => node.payee && !node.payer)).toHaveLength(2);
  });

  it.each<[object, string, string]>([
    [{ payers: ['nobody'] }, 'import.payers[0]', '"nobody"'],
    [{ payers: { richest: 11 } }, 'import.payers.richest', '11'],
    [{ payers: { richest: 1 }, payees: { richest: 10 } }, 'import.payees.richest', '10'],
  ])('are refused: %j', (roles, path, found) => {
    const result = chosen(roles);
    expect(result.ok ? [] : result.problems[0]).toMatchObject({ path, found });
  });
});
