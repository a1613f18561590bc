import type { ForwardingPolicy, NetworkChannel } from './network.ts';
import { CAPACITY_SAT_MAX, defaultReserveMsat, HTLC_SLOTS_MAX } from './network-limits.ts';
import type { ImportResult, TopologyProblem } from './problem.ts';
import { balanceOfA, halfSplit, type Split } from './split.ts';

/** A side that published no `channel_update` forwards nothing; its figures are LND's defaults and are never used. */
const SILENT: ForwardingPolicy = {
  feeBaseMsat: 1000,
  feePpm: 1,
  cltvDeltaBlocks: 80,
  htlcMinMsat: 1000,
  htlcMaxMsat: 0,
  disabled: true,
};

/**
 * JSON of `lncli describegraph` → a graph. Nodes are named by their public key. A public graph tells no balances, so
 * `split` does. Inbound fees, aliases, addresses and features are not used. 64-bit numbers may be strings (LND writes
 * them so) or numbers.
 */
export function importDescribegraph(text: string, split: Split = halfSplit): ImportResult {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { ok: false, problems: [syntaxProblem(error as SyntaxError)] };
  }
  const reader = new GraphReader();
  const root = reader.object(parsed, '');
  const ordinals = new Map<string, number>();
  const nodes = reader.list(root, 'nodes', '').map((entry, index) => {
    const at = `nodes[${index}]`;
    const pubkey = reader.text(reader.object(entry, at), 'pub_key', at);
    if (pubkey !== '' && ordinals.has(pubkey))
      reader.refuse(`${at}.pub_key`, pubkey, 'a key that no other node has', 'listed twice');
    else ordinals.set(pubkey, index);
    return { name: pubkey, pubkey };
  });
  const ids = new Set<string>();
  const channels = reader.list(root, 'edges', '').map((entry, index): NetworkChannel => {
    const at = `edges[${index}]`;
    const edge = reader.object(entry, at);
    const end = (field: string): number => {
      const pubkey = reader.text(edge, field, at);
      const ordinal = ordinals.get(pubkey);
      if (ordinal === undefined) {
        reader.refuse(
          `${at}.${field}`,
          pubkey,
          'the pub_key of a node in nodes',
          'a channel to a missing node',
        );
      }
      return ordinal ?? -1;
    };
    const [a, b] = [end('node1_pub'), end('node2_pub')];
    if (a === b && a >= 0)
      reader.refuse(`${at}.node2_pub`, edge.node2_pub, 'another node than node1_pub', 'self channel');
    const id = reader.text(edge, 'channel_id', at);
    if (id !== '' && ids.has(id))
      reader.refuse(`${at}.channel_id`, id, 'an id that no other channel has', 'listed twice');
    ids.add(id);
    const capacityMsat = reader.int(edge, 'capacity', at, { least: 1, most: CAPACITY_SAT_MAX }) * 1000;
    return {
      id,
      a,
      b,
      capacityMsat,
      balanceAMsat: balanceOfA(capacityMsat, split(index)),
      reserveMsat: defaultReserveMsat(capacityMsat),
      htlcSlots: HTLC_SLOTS_MAX,
      policyA: reader.policy(edge, 'node1_policy', at, capacityMsat),
      policyB: reader.policy(edge, 'node2_policy', at, capacityMsat),
    };
  });
  return reader.problems.length > 0
    ? { ok: false, problems: reader.problems }
    : { ok: true, graph: { nodes, channels } };
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads fields and remembers what is wrong with them, so that one pass tells everything. */
class GraphReader {
  readonly problems: TopologyProblem[] = [];

  refuse(path: string, found: unknown, allowed: string, message: string): void {
    const shown = found === undefined ? 'nothing' : shorten(JSON.stringify(found));
    this.problems.push({ path, found: shown, allowed, message, source: 'path' });
  }

  object(value: unknown, path: string): Fields {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
    this.refuse(path, value, 'an object', 'not the shape of describegraph');
    return {};
  }

  list(fields: Fields, key: string, at: string): readonly unknown[] {
    const value = fields[key];
    if (Array.isArray(value)) return value;
    this.refuse(join(at, key), value, 'a list', 'describegraph has a list of nodes and a list of edges');
    return [];
  }

  text(fields: Fields, key: string, at: string): string {
    const value = fields[key];
    if (typeof value === 'string' && value !== '') return value;
    this.refuse(join(at, key), value, 'a text', 'missing or not a text');
    return '';
  }

  /** A whole number within the bounds; `absent` is what a missing one means, where it may be missing. */
  int(
    fields: Fields,
    key: string,
    at: string,
    {
      least = 0,
      most = Number.MAX_SAFE_INTEGER,
      absent,
    }: { least?: number; most?: number; absent?: number } = {},
  ): number {
    const value = fields[key];
    if (value === undefined && absent !== undefined) return absent;
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= least && number <= most)
      return number;
    this.refuse(join(at, key), value, `a whole number from ${least} to ${most}`, 'no such number');
    return least;
  }

  policy(edge: Fields, key: string, at: string, capacityMsat: number): ForwardingPolicy {
    if (edge[key] === null || edge[key] === undefined) return SILENT;
    const path = `${at}.${key}`;
    const policy = this.object(edge[key], path);
    const maxMsat = this.int(policy, 'max_htlc_msat', path, { absent: 0 });
    return {
      feeBaseMsat: this.int(policy, 'fee_base_msat', path),
      // "milli_msat" per msat of amount and million are the same: LND's name for the proportional part, in ppm.
      feePpm: this.int(policy, 'fee_rate_milli_msat', path),
      cltvDeltaBlocks: this.int(policy, 'time_lock_delta', path),
      htlcMinMsat: this.int(policy, 'min_htlc', path, { absent: 0 }),
      // 0 or absent means "no limit" in LND's answer; nothing larger than the channel fits it anyway.
      htlcMaxMsat: maxMsat === 0 ? capacityMsat : Math.min(maxMsat, capacityMsat),
      disabled: policy.disabled === true,
    };
  }
}

function join(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`;
}

function shorten(json: string): string {
  return json.length <= 70 ? json : `${json.slice(0, 67)}...`;
}

function syntaxProblem(error: SyntaxError): TopologyProblem {
  return {
    path: '',
    found: shorten(error.message.replace(/\s+/g, ' ')),
    allowed: 'JSON of lncli describegraph',
    message: 'not readable as JSON',
    source: 'path',
  };
}
