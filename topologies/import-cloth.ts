import { type IntegerTable, readIntegerCsv } from './csv-integers.ts';
import type { ForwardingPolicy, NetworkChannel } from './network.ts';
import { defaultReserveMsat, HTLC_SLOTS_MAX } from './network-limits.ts';
import type { ImportResult, TopologyProblem } from './problem.ts';
import { standInPubkey } from './pubkey.ts';
import { balanceOfA, type Split } from './split.ts';

/** The three CSV texts of the CLoTH simulator. Amounts are msat: the balances of two edges sum up to the capacity. */
export interface ClothTexts {
  readonly nodes: string;
  readonly channels: string;
  readonly edges: string;
}

const CHANNEL_COLUMNS = ['id', 'edge1_id', 'edge2_id', 'node1_id', 'node2_id', 'capacity'] as const;
const EDGE_COLUMNS = [
  'id',
  'from_node_id',
  'to_node_id',
  'balance',
  'fee_base',
  'fee_proportional',
  'min_htlc',
  'timelock',
] as const;

/**
 * CLoTH's CSV files → a graph. Node 7 becomes `n7` with a stand-in public key. Balances are those of the edges, unless
 * `split` is given. The format has neither reserve, slots nor a largest HTLC: BOLT 2's 1 % and 483, and the capacity.
 */
export function importCloth(texts: ClothTexts, split?: Split): ImportResult {
  const nodes = readIntegerCsv(texts.nodes, 'nodes', ['id']);
  const channels = readIntegerCsv(texts.channels, 'channels', CHANNEL_COLUMNS);
  const edges = readIntegerCsv(texts.edges, 'edges', EDGE_COLUMNS);
  if (!nodes.ok || !channels.ok || !edges.ok) {
    return {
      ok: false,
      problems: [nodes, channels, edges].flatMap((read) => (read.ok ? [] : read.problems)),
    };
  }
  const problems: TopologyProblem[] = [];
  const nodeRows = rowsById(nodes.table, 'nodes', problems);
  const edgeRows = rowsById(edges.table, 'edges', problems);
  rowsById(channels.table, 'channels', problems);
  const columns = channels.table.columns;
  const balances = edges.table.columns.balance;

  const built = columns.id.map((id, row): NetworkChannel => {
    const refuse = (path: string, found: number, allowed: string, message: string): void => {
      const line = channels.table.rowLine(row);
      problems.push({ path, found: String(found), allowed, message, source: 'channels', line });
    };
    const lookUp = (rows: ReadonlyMap<number, number>, path: keyof typeof columns, what: string): number => {
      const found = rows.get(columns[path][row]!);
      if (found === undefined)
        refuse(path, columns[path][row]!, `the id of ${what}`, `there is no such ${what}`);
      return found ?? -1;
    };
    const a = lookUp(nodeRows, 'node1_id', 'a node');
    const b = lookUp(nodeRows, 'node2_id', 'a node');
    if (a === b && a >= 0)
      refuse('node2_id', columns.node2_id[row]!, 'another node than node1_id', 'self channel');
    const edgeA = lookUp(edgeRows, 'edge1_id', 'an edge');
    const edgeB = lookUp(edgeRows, 'edge2_id', 'an edge');
    const capacityMsat = columns.capacity[row]!;
    if (capacityMsat < 1) refuse('capacity', capacityMsat, '1 msat or more', 'a channel holds money');
    if (edgeA >= 0 && edgeB >= 0) {
      const { from_node_id: from, to_node_id: to } = edges.table.columns;
      const [one, two] = [columns.node1_id[row], columns.node2_id[row]];
      if (from[edgeA] !== one || to[edgeA] !== two || from[edgeB] !== two || to[edgeB] !== one) {
        refuse(
          'edge1_id',
          columns.edge1_id[row]!,
          'edges between the nodes of the channel',
          'they join other nodes',
        );
      }
      const sum = balances[edgeA]! + balances[edgeB]!;
      if (sum !== capacityMsat) {
        const allowed = `${sum}, the sum of the balances of both edges`;
        refuse('capacity', capacityMsat, allowed, 'capacity and balances disagree');
      }
    }
    return {
      id: String(id),
      a,
      b,
      capacityMsat,
      balanceAMsat: split === undefined ? balances[edgeA]! : balanceOfA(capacityMsat, split(row)),
      reserveMsat: defaultReserveMsat(capacityMsat),
      htlcSlots: HTLC_SLOTS_MAX,
      policyA: policyOf(edges.table, edgeA, capacityMsat),
      policyB: policyOf(edges.table, edgeB, capacityMsat),
    };
  });
  if (problems.length > 0) return { ok: false, problems };
  const named = nodes.table.columns.id.map((id) => ({ name: `n${id}`, pubkey: standInPubkey(`n${id}`) }));
  return { ok: true, graph: { nodes: named, channels: built } };
}

function policyOf(
  edges: IntegerTable<(typeof EDGE_COLUMNS)[number]>,
  row: number,
  capacityMsat: number,
): ForwardingPolicy {
  const { fee_base, fee_proportional, timelock, min_htlc } = edges.columns;
  return {
    feeBaseMsat: fee_base[row]!,
    feePpm: fee_proportional[row]!,
    cltvDeltaBlocks: timelock[row]!,
    htlcMinMsat: min_htlc[row]!,
    htlcMaxMsat: capacityMsat,
    disabled: false,
  };
}

function rowsById(
  table: IntegerTable<'id'>,
  source: string,
  problems: TopologyProblem[],
): Map<number, number> {
  const rows = new Map<number, number>();
  for (const [row, id] of table.columns.id.entries()) {
    const first = rows.get(id);
    if (first === undefined) {
      rows.set(id, row);
      continue;
    }
    problems.push({
      path: 'id',
      found: String(id),
      allowed: 'an id that no other row has',
      message: `the id ${id} is already on line ${table.rowLine(first)}`,
      source,
      line: table.rowLine(row),
    });
  }
  return rows;
}
