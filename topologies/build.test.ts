import { describe, expect, it } from 'vitest';
import { buildTopology } from './build.ts';
import type { Network } from './network.ts';
import { type TopologyDocument, topologySchema } from './topology-schema.ts';

const document = (changes: Record<string, unknown> = {}): TopologyDocument =>
  topologySchema.parse({
    version: 1,
    name: 'test',
    nodes: [
      { name: 'alice', roles: ['payer'] },
      { name: 'rita' },
      { name: 'bob', roles: ['payee'], implementation: 'cln' },
    ],
    channels: [
      { a: 'alice', b: 'rita', capacitySat: 1000, split: 0.75 },
      {
        a: 'rita',
        b: 'bob',
        capacitySat: 2000,
        balanceASat: 1500,
        reserveSat: 50,
        sideB: { disabled: true },
      },
    ],
    ...changes,
  });

/** The valid document with one field of one channel changed. */
const channel = (changes: Record<string, unknown>): TopologyDocument => {
  const valid = document();
  return { ...valid, channels: [valid.channels![0]!, { ...valid.channels![1]!, ...changes }] };
};

const built = (doc: TopologyDocument): Network => {
  const result = buildTopology(doc);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.network;
};

describe('a topology document', () => {
  it('becomes a network in whole msat, its defaults filled in', () => {
    const network = built(
      document({ defaults: { feePpm: 7, implementation: 'lnd', htlcMaxMsat: 1_500_000 } }),
    );
    expect(network.nodes.map((n) => [n.name, n.implementation, n.payer, n.payee])).toEqual([
      ['alice', 'lnd', true, false],
      ['rita', 'lnd', false, false],
      ['bob', 'cln', false, true],
    ]);
    expect(new Set(network.nodes.map((n) => n.pubkey)).size).toBe(3);
    const policy = { feeBaseMsat: 1000, feePpm: 7, cltvDeltaBlocks: 80, htlcMinMsat: 1000, disabled: false };
    expect(network.channels).toEqual([
      {
        id: 'alice:rita',
        a: 0,
        b: 1,
        capacityMsat: 1_000_000,
        balanceAMsat: 750_000,
        reserveMsat: 10_000,
        htlcSlots: 483,
        policyA: { ...policy, htlcMaxMsat: 1_000_000 },
        policyB: { ...policy, htlcMaxMsat: 1_000_000 },
      },
      {
        id: 'rita:bob',
        a: 1,
        b: 2,
        capacityMsat: 2_000_000,
        balanceAMsat: 1_500_000,
        reserveMsat: 50_000,
        htlcSlots: 483,
        policyA: { ...policy, htlcMaxMsat: 1_500_000 },
        policyB: { ...policy, htlcMaxMsat: 1_500_000, disabled: true },
      },
    ]);
  });

  it('numbers parallel channels', () => {
    const pair = { a: 'alice', b: 'bob', capacitySat: 9 };
    expect(built(document({ channels: [pair, pair, pair] })).channels.map((c) => c.id)).toEqual([
      'alice:bob',
      'alice:bob:2',
      'alice:bob:3',
    ]);
  });

  const huge = { a: 'alice', b: 'bob', capacitySat: 9_007_199_254_740 };
  const nodes = (...names: string[]) => names.map((name) => ({ name, roles: ['payer', 'payee'] }));
  it.each<[string, TopologyDocument, string, string, string]>([
    ['a channel to a missing node', channel({ b: 'bobby' }), 'channels[1].b', '"bobby"', 'a node in nodes'],
    ['a self channel', channel({ b: 'rita' }), 'channels[1].b', '"rita"', 'another node than a'],
    [
      'no capacity',
      channel({ capacitySat: 0, balanceASat: 0 }),
      'channels[1].capacitySat',
      '0',
      '1 sat or more',
    ],
    [
      'a split above 1',
      channel({ split: 1.5, balanceASat: undefined }),
      'channels[1].split',
      '1.5',
      'a number from 0 to 1',
    ],
    ['two splits', channel({ split: 0.5 }), 'channels[1].balanceASat', '1500', 'not both'],
    ['too large a balance', channel({ balanceASat: 2001 }), 'channels[1].balanceASat', '2001', '0 to 2000'],
    ['too large a reserve', channel({ reserveSat: 2001 }), 'channels[1].reserveSat', '2001', '0 to 2000'],
    [
      'too large an HTLC',
      channel({ htlcMaxMsat: 2_000_001 }),
      'channels[1].htlcMaxMsat',
      '2000001',
      '1 to 2000000',
    ],
    [
      'an impossible HTLC',
      channel({ sideB: { htlcMinMsat: 9, htlcMaxMsat: 8 } }),
      'channels[1].sideB.htlcMinMsat',
      '9',
      '0 to 8',
    ],
    [
      'a name twice',
      document({ nodes: nodes('alice', 'rita', 'bob', 'rita') }),
      'nodes[3].name',
      '"rita"',
      'no other',
    ],
    [
      'a key twice',
      document({
        nodes: [
          ...nodes('alice', 'rita').map((n) => ({ ...n, pubkey: `02${'a'.repeat(64)}` })),
          ...nodes('bob'),
        ],
      }),
      'nodes[1].pubkey',
      'aaaa',
      'no other',
    ],
    [
      'more than 2^53 - 1 msat',
      document({ channels: [huge, huge] }),
      'channels',
      '18014398509480000 msat',
      '2^53 - 1',
    ],
    [
      'a payer without a channel',
      document({ nodes: nodes('alice', 'rita', 'bob', 'eve') }),
      'nodes[3]',
      '"eve"',
      'channel',
    ],
    [
      'nobody who pays',
      document({ nodes: nodes('alice', 'rita', 'bob').map((n) => ({ ...n, roles: ['payee'] })) }),
      'nodes',
      'role payer',
      'at least one payer',
    ],
    [
      'nobody else to pay',
      document({ nodes: [...nodes('alice'), { name: 'rita' }, { name: 'bob' }] }),
      'nodes',
      '"alice" as the only payer and the only payee',
      'another node',
    ],
    ['no channels', document({ channels: undefined }), 'channels', 'nothing', 'a list of channels'],
  ])('is refused for %s', (_, doc, path, found, allowed) => {
    const result = buildTopology(doc);
    expect(result.ok ? [] : result.problems).toEqual([
      {
        path,
        found: expect.stringContaining(found),
        allowed: expect.stringContaining(allowed),
        message: expect.stringMatching(/\w/),
      },
    ]);
  });

  it('is refused when it writes nodes beside an import', () => {
    const doc = document({ import: { format: 'lnd-describegraph', path: 'g.json', payers: { richest: 1 } } });
    const result = buildTopology(doc, { nodes: [], channels: [] });
    expect(result.ok ? [] : result.problems.map((p) => p.path)).toEqual(['nodes', 'channels']);
  });

  it('warns of a payer that cannot reach a payee over enabled sides', () => {
    const cut = buildTopology(channel({ sideA: { disabled: true } }));
    expect(cut.ok && cut.warnings).toEqual([
      {
        path: 'nodes[0]',
        found: 'no enabled path from alice to bob',
        allowed: 'a path from each payer to each payee',
        message: 'payments from alice to 1 payee(s) can only fail',
      },
    ]);
    const whole = buildTopology(document());
    expect(whole.ok && whole.warnings).toEqual([]);
  });
});
