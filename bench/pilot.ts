import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadTopology } from '#harness/input/load-topology';
import { readDocument } from '#harness/input/read-document';
import type { TrialContext } from '#harness/sim/trial-context';
import type { Pilot } from '#scenarios/pilot-schema';
import { pilotSchema } from '#scenarios/pilot-schema';

const file = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export function quickstartPilot(): Pilot {
  const read = readDocument(file('scenarios/pilots/quickstart.yaml'), pilotSchema);
  if (!read.ok) throw new Error(read.problems[0]?.message);
  return read.value;
}

export function contextFor(pilot: Pilot, topology: string, policy: string): TrialContext {
  const loaded = loadTopology(topology);
  if (!loaded.ok) throw new Error(loaded.problems[0]?.message);
  return { pilot, network: loaded.network, policyText: wideWindows(readFileSync(file(policy), 'utf8')) };
}

/** The quickstart's baseline with many small payments: about 1,000 sat each, Poisson. */
export function smallPayments(intents: number, ratePerS: number): Pilot {
  const pilot = quickstartPilot();
  const seconds = Math.ceil(intents / ratePerS) + 30;
  return {
    ...pilot,
    scenarios: pilot.scenarios.filter((entry) => entry.name === 'baseline'),
    workload: {
      ...pilot.workload,
      intents,
      arrivals: { kind: 'poisson', ratePerS },
      valueBands: [{ name: 'small', minSat: 500, maxSat: 1500, weight: 1 }],
      tiers: { low: 1, medium: 0, high: 0 },
    },
    timing: { ...pilot.timing, stormMs: seconds * 1000, quietMs: 60_000 },
  };
}

/** The same rules, with rolling windows that a benchmark's traffic does not fill: denials would flatter the figure. */
function wideWindows(policy: string): string {
  return policy.replace(/maxSat: \d+/g, 'maxSat: 1000000000').replace(/maxCount: \d+/g, 'maxCount: 1000000');
}
