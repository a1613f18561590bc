import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadTopology } from '#harness/input/load-topology';
import { readDocument } from '#harness/input/read-document';
import type { TrialContext } from '#harness/sim/trial-context';
import type { Pilot } from '#scenarios/pilot-schema';
import { pilotSchema } from '#scenarios/pilot-schema';
import type { Network } from '#topologies/network';

const file = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export function quickstartPilot(): Pilot {
  const read = readDocument(file('scenarios/pilots/quickstart.yaml'), pilotSchema);
  if (!read.ok) throw new Error(read.problems[0]?.message);
  return read.value;
}

/** The pilot on a topology of the library, under the shipped policy with windows wide enough for a benchmark. */
export function contextFor(pilot: Pilot, topology: string): TrialContext {
  const loaded = loadTopology(topology);
  if (!loaded.ok) throw new Error(loaded.problems[0]?.message);
  const policy = readFileSync(file('scenarios/policies/pilot-policy.yaml'), 'utf8');
  return { pilot, network: loaded.network, policyText: wideWindows(throughPayersOf(loaded.network, policy)) };
}

/** The quickstart's baseline with many small payments, about 1,000 sat each when not said, as Poisson arrivals. */
export function smallPayments(intents: number, ratePerS: number, minSat = 500, maxSat = 1500): Pilot {
  const pilot = quickstartPilot();
  const seconds = Math.ceil(intents / ratePerS) + 30;
  return {
    ...pilot,
    scenarios: pilot.scenarios.filter((entry) => entry.name === 'baseline'),
    workload: {
      ...pilot.workload,
      intents,
      arrivals: { kind: 'poisson', ratePerS },
      valueBands: [{ name: 'small', minSat, maxSat, weight: 1 }],
      corridors: pilot.workload.corridors.filter((corridor) => corridor.id !== 'us-xx'),
      tiers: { low: 1, medium: 0, high: 0 },
      retryShare: 0,
      alteredShare: 0,
      compliance: '',
    },
    timing: { ...pilot.timing, stormMs: seconds * 1000, quietMs: 60_000 },
  };
}

/** The same rules for a topology with other payers: each corridor keeps its order of preference. */
function throughPayersOf(network: Network, policy: string): string {
  const payers = network.nodes.filter((node) => node.payer).map((node) => node.name);
  const named = [...new Set(policy.match(PUBKEY) ?? [])];
  if (named.every((name) => payers.includes(name))) return policy;
  return policy.replace(PUBKEY, (name) => payers[named.indexOf(name) % payers.length]!);
}

const PUBKEY = /\b0[23][0-9a-f]{64}\b/g;

/** Rolling windows that a benchmark's traffic does not fill: denials would flatter the figure. */
function wideWindows(policy: string): string {
  return policy.replace(/maxSat: \d+/g, 'maxSat: 1000000000').replace(/maxCount: \d+/g, 'maxCount: 1000000');
}
