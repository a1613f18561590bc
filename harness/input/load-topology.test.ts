import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from './input-error.ts';
import { libraryTopologies, loadTopology } from './load-topology.ts';
import { readImport } from './read-import.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fulgurite-topology-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const loaded = (reference: string, from?: string) => {
  const result = loadTopology(reference, from);
  if (!result.ok) throw new InputError(result.problems);
  return result;
};
const problemsOf = (reference: string) => {
  const result = loadTopology(reference, folder);
  if (result.ok) throw new Error('was loaded');
  return result.problems;
};

const graph = (capacity: string): string =>
  `{"nodes": [{"pub_key": "k1"}, {"pub_key": "k2"}],\n "edges": [{"channel_id": "1", "node1_pub": "k1", "node2_pub": "k2",\n  "capacity": "${capacity}",\n  "node1_policy": {"fee_base_msat": "1", "fee_rate_milli_msat": "2", "time_lock_delta": 3}, "node2_policy": null}]}`;
const importing = (path: string): string =>
  `version: 1\nname: t\nimport:\n  format: lnd-describegraph\n  path: ${path}\n  payers: [k1]\n`;
const cloth = `version: 1\nname: t\nimport:\n  format: cloth-csv\n  nodes: n.csv\n  channels: c.csv\n  edges: e.csv\n  payers: {richest: 1}\n`;

describe('the library', () => {
  it.each([
    ['diamond', 10, 16, 2, 4],
    ['duo', 2, 1, 1, 1],
    ['four-daemons', 10, 17, 4, 4],
    ['ln-100', 99, 533, 3, 94],
    ['mainnet-2020', 6006, 30_457, 3, 5989],
  ])('%s loads without a warning', (name, nodes, channels, payers, payees) => {
    const { network, warnings, sha256 } = loaded(name);
    expect([network.name, network.nodes.length, network.channels.length]).toEqual([name, nodes, channels]);
    expect(network.nodes.filter((node) => node.payer)).toHaveLength(payers);
    expect(network.nodes.filter((node) => node.payee)).toHaveLength(payees);
    expect([warnings, sha256.length]).toEqual([[], 64]);
  });

  it('holds nothing that is not tested here', () => {
    expect(libraryTopologies()).toEqual([
      'diamond',
      'duo',
      'four-daemons',
      'ln-100',
      'ln-100-daemons',
      'mainnet-2020',
    ]);
  });

  it('has a payer and a payee of each daemon', () => {
    const daemons = (role: 'payer' | 'payee') =>
      loaded('four-daemons').network.nodes.flatMap((node) => (node[role] ? [node.implementation] : []));
    expect(daemons('payer')).toEqual(['lnd', 'cln', 'eclair', 'ldk']);
    expect(daemons('payee')).toEqual(['lnd', 'cln', 'eclair', 'ldk']);
  });

  it('answers a wrong name with the right ones', () => {
    expect(problemsOf('dimond')).toEqual([
      {
        file: 'dimond',
        line: 0,
        column: 0,
        path: '',
        found: 'the name "dimond"',
        allowed:
          'one of diamond, duo, four-daemons, ln-100, ln-100-daemons, mainnet-2020, or a path to a topology file',
        message: 'did you mean "diamond"?',
      },
    ]);
  });
});

describe('a topology of a person', () => {
  it('imports relative to itself, packed or not, and its digest covers what it imports', () => {
    write('graph.json', graph('5'));
    write('graph.json.gz', gzipSync(graph('5')));
    write('t.yaml', importing('graph.json'));
    write('packed.yaml', importing('graph.json.gz'));
    const plain = loaded('./t.yaml', folder);
    expect(plain.network.channels[0]?.capacityMsat).toBe(5000);
    expect(loaded(join(folder, 'packed.yaml')).network).toEqual(plain.network);
    write('graph.json', graph('6'));
    expect(loaded('./t.yaml', folder).sha256).not.toBe(plain.sha256);
  });

  it('imports CSV files', () => {
    write('n.csv', 'id\n0\n1\n');
    write('c.csv', 'id,edge1_id,edge2_id,node1_id,node2_id,capacity\n0,0,1,0,1,100\n');
    const header = 'id,from_node_id,to_node_id,balance,fee_base,fee_proportional,min_htlc,timelock';
    write('e.csv', `${header}\n0,0,1,60,1,1,1,9\n1,1,0,40,1,1,1,9\n`);
    write('cloth.yaml', cloth);
    expect(loaded('./cloth.yaml', folder).network.channels[0]).toMatchObject({ balanceAMsat: 60 });
    write('cloth.yaml', cloth.replace('cloth-csv', 'cloth-csv\n  split: half'));
    expect(loaded('./cloth.yaml', folder).network.channels[0]).toMatchObject({ balanceAMsat: 50 });
    write('e.csv', `${header}\n0,0,1,60,1,1,1,9\n1,1,0,x,1,1,1,9\n`);
    expect(problemsOf('./cloth.yaml')[0]).toMatchObject({
      file: join(folder, 'e.csv'),
      line: 3,
      path: 'balance',
    });
  });

  it('warns with the line that asked', () => {
    write('graph.json', graph('5'));
    write('warn.yaml', `${importing('graph.json').replace('[k1]', '[k2]')}  payees: [k1]\n`);
    expect(loaded('./warn.yaml', folder).warnings).toEqual([
      expect.objectContaining({ line: 7, path: 'import.payees', found: 'no enabled path from k2 to k1' }),
    ]);
  });

  it.each<[string, Record<string, string | Buffer>, string, number, string, string, string]>([
    [
      'a channel to a missing node',
      {
        't.yaml':
          'version: 1\nname: t\nnodes:\n  - {name: a, roles: [payer]}\nchannels:\n  - a: a\n    b: bob\n    capacitySat: 5\n',
      },
      't.yaml',
      7,
      'channels[0].b',
      '"bob"',
      'the name of a node',
    ],
    [
      'a capacity of 0',
      { 't.yaml': 'version: 1\nname: t\nchannels:\n  - {a: a, b: b, capacitySat: 0}\n' },
      't.yaml',
      4,
      'channels[0].capacitySat',
      '0',
      'a whole number from 1 to 9007199254740',
    ],
    [
      'a misspelt field',
      { 't.yaml': 'version: 1\nname: t\nchannels:\n  - {a: a, b: b, capacitySats: 1}\n' },
      't.yaml',
      4,
      'channels[0].capacitySat',
      'nothing',
      'a whole number',
    ],
    [
      'an unknown role',
      { 't.yaml': 'version: 1\nname: t\nnodes:\n  - name: a\n    roles: [payor]\n' },
      't.yaml',
      5,
      'nodes[0].roles[0]',
      '"payor"',
      'one of "payer", "payee", "router"',
    ],
    [
      'an unknown format',
      { 't.yaml': 'version: 1\nname: t\nimport:\n  format: polar\n' },
      't.yaml',
      4,
      'import.format',
      '"polar"',
      'one of "lnd-describegraph", "cloth-csv"',
    ],
    [
      'a missing import',
      { 't.yaml': importing('gone.json') },
      'gone.json',
      0,
      '',
      'no file',
      'the lnd-describegraph file',
    ],
    [
      'an empty import',
      { 't.yaml': importing('empty.json'), 'empty.json': '' },
      'empty.json',
      0,
      '',
      'an empty file',
      'the lnd-describegraph file',
    ],
    [
      'a damaged import',
      { 't.yaml': importing('cut.gz'), 'cut.gz': gzipSync('x'.repeat(99)).subarray(0, 20) },
      'cut.gz',
      0,
      '',
      'unexpected end of file',
      'a whole gzip file',
    ],
    [
      'a wrong import',
      { 't.yaml': importing('zero.json'), 'zero.json': graph('0') },
      'zero.json',
      3,
      'edges[0].capacity',
      '"0"',
      'a whole number from 1',
    ],
    [
      'an import that is no JSON',
      { 't.yaml': importing('no.json'), 'no.json': '{\n"nodes": x' },
      'no.json',
      2,
      '',
      'not valid JSON',
      'JSON of lncli describegraph',
    ],
    [
      'an unknown payer',
      { 't.yaml': importing('g.json').replace('k1', 'k9'), 'g.json': graph('5') },
      't.yaml',
      6,
      'import.payers[0]',
      '"k9"',
      'one of the 2 imported nodes',
    ],
  ])('is refused for %s', (_, files, file, line, path, found, allowed) => {
    for (const [name, content] of Object.entries(files)) write(name, content);
    expect(problemsOf('./t.yaml')[0]).toEqual({
      file: join(folder, file),
      line,
      column: expect.any(Number),
      path,
      found: expect.stringContaining(found),
      allowed: expect.stringContaining(allowed),
      message: expect.stringMatching(/\w/),
    });
  });

  it('an import that cannot be read also leads to the line that asked for it', () => {
    write('t.yaml', importing('gone.json'));
    expect(problemsOf('./t.yaml')[1]).toMatchObject({ line: 5, path: 'import.path', found: '"gone.json"' });
  });

  it('a small file that unpacks to a large one is refused while it grows', () => {
    const bomb = write('bomb.gz', gzipSync(Buffer.alloc(4 * 1_048_576)));
    const read = readImport(bomb, 'a graph', 1_048_576);
    expect(read.ok ? [] : read.problems[0]?.found).toBe('more than 1.0 MiB once unpacked');
  });
});
