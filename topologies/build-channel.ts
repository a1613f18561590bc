import type { ForwardingPolicy, NetworkChannel } from './network.ts';
import { defaultReserveMsat } from './network-limits.ts';
import type { Refused, TopologyProblem } from './problem.ts';
import { balanceOfA } from './split.ts';
import type { ChannelEntry, TopologyDefaults } from './topology-schema.ts';

type Built = { readonly ok: true; readonly channel: Omit<NetworkChannel, 'id'> } | Refused;

/** One channel of a document, its defaults filled in; `at` is its path, `ordinals` the known nodes. */
export function buildChannel(
  entry: ChannelEntry,
  at: string,
  defaults: TopologyDefaults,
  ordinals: ReadonlyMap<string, number>,
): Built {
  const problems: TopologyProblem[] = [];
  const refuse = (field: string, found: unknown, allowed: string, message: string): void => {
    problems.push({ path: `${at}.${field}`, found: JSON.stringify(found), allowed, message });
  };

  const capacityMsat = entry.capacitySat * 1000;
  if (entry.capacitySat < 1) {
    // Everything else on the channel is a share of its capacity; complaints about those would only hide this one.
    refuse('capacitySat', entry.capacitySat, '1 sat or more', 'a channel holds money');
    return { ok: false, problems };
  }

  for (const end of ['a', 'b'] as const) {
    if (ordinals.has(entry[end])) continue;
    refuse(end, entry[end], 'the name of a node in nodes', `no node is called ${JSON.stringify(entry[end])}`);
  }
  if (entry.a === entry.b) refuse('b', entry.b, 'another node than a', 'a channel joins two different nodes');

  const reserveSat = entry.reserveSat ?? defaults.reserveSat;
  const reserveMsat = reserveSat === undefined ? defaultReserveMsat(capacityMsat) : reserveSat * 1000;
  if (reserveMsat > capacityMsat) {
    const allowed = `0 to ${entry.capacitySat} (the capacity)`;
    refuse('reserveSat', reserveSat, allowed, 'a side cannot keep more than the whole channel');
  }

  const share = entry.split ?? defaults.split;
  const balanceAMsat =
    entry.balanceASat === undefined ? balanceOfA(capacityMsat, share) : entry.balanceASat * 1000;
  if (entry.split !== undefined && entry.balanceASat !== undefined) {
    refuse('balanceASat', entry.balanceASat, 'split or balanceASat, not both', 'two answers to one question');
  } else if (!(share >= 0 && share <= 1)) {
    refuse('split', share, 'a number from 0 to 1', 'the split is the share of side a');
  } else if (balanceAMsat > capacityMsat) {
    const allowed = `0 to ${entry.capacitySat} (the capacity)`;
    refuse('balanceASat', entry.balanceASat, allowed, 'side a cannot own more than the whole channel');
  }

  const policies = (['sideA', 'sideB'] as const).map((side) => {
    const policy = policyOf(entry, side, defaults, capacityMsat);
    const maxAt = entry[side]?.htlcMaxMsat === undefined ? 'htlcMaxMsat' : `${side}.htlcMaxMsat`;
    const ownMax = entry[side]?.htlcMaxMsat ?? entry.htlcMaxMsat;
    if (ownMax !== undefined && ownMax > capacityMsat) {
      refuse(maxAt, ownMax, `1 to ${capacityMsat} (the capacity)`, 'BOLT 7: at most the capacity');
    } else if (policy.htlcMinMsat > policy.htlcMaxMsat) {
      const minAt = entry[side]?.htlcMinMsat === undefined ? 'htlcMinMsat' : `${side}.htlcMinMsat`;
      refuse(minAt, policy.htlcMinMsat, `0 to ${policy.htlcMaxMsat} (htlcMaxMsat)`, 'no HTLC would fit');
    }
    return policy;
  });

  if (problems.length > 0) return { ok: false, problems: onlyFirstPerPath(problems) };
  return {
    ok: true,
    channel: {
      a: ordinals.get(entry.a)!,
      b: ordinals.get(entry.b)!,
      capacityMsat,
      balanceAMsat,
      reserveMsat,
      htlcSlots: entry.htlcSlots ?? defaults.htlcSlots,
      policyA: policies[0]!,
      policyB: policies[1]!,
    },
  };
}

function policyOf(
  entry: ChannelEntry,
  side: 'sideA' | 'sideB',
  defaults: TopologyDefaults,
  capacityMsat: number,
): ForwardingPolicy {
  const own = entry[side];
  return {
    feeBaseMsat: own?.feeBaseMsat ?? entry.feeBaseMsat ?? defaults.feeBaseMsat,
    feePpm: own?.feePpm ?? entry.feePpm ?? defaults.feePpm,
    cltvDeltaBlocks: own?.cltvDeltaBlocks ?? entry.cltvDeltaBlocks ?? defaults.cltvDeltaBlocks,
    htlcMinMsat: own?.htlcMinMsat ?? entry.htlcMinMsat ?? defaults.htlcMinMsat,
    // A default is written for every channel, so small channels cap it instead of refusing it.
    htlcMaxMsat:
      own?.htlcMaxMsat ?? entry.htlcMaxMsat ?? Math.min(defaults.htlcMaxMsat ?? capacityMsat, capacityMsat),
    disabled: own?.disabled ?? false,
  };
}

/** A field that both sides take from the channel is wrong once, not twice. */
function onlyFirstPerPath(problems: readonly TopologyProblem[]): TopologyProblem[] {
  return problems.filter((problem, index) => problems.findIndex((p) => p.path === problem.path) === index);
}
