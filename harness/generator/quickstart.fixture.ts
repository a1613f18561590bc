import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadTopology } from '#harness/input/load-topology';
import { readDocument } from '#harness/input/read-document';
import { decodeHistory } from '#reports/evidence/encoded-history';
import type { HistoryEvent } from '#reports/evidence/history';
import type { TrialResult } from '#reports/evidence/trial';
import { pilotSchema } from '#scenarios/pilot-schema';
import { SCENARIO_NAMES } from '#scenarios/registry';
import { deriveSeed } from '../sim/random.ts';
import type { TrialContext, TrialOptions } from '../sim/trial-context.ts';
import { runTrial } from './run-trial.ts';

const file = (path: string) => fileURLToPath(new URL(`../../scenarios/${path}`, import.meta.url));

function quickstartContext(): TrialContext {
  const pilot = readDocument(file('pilots/quickstart.yaml'), pilotSchema);
  if (!pilot.ok) throw new Error(pilot.problems[0]?.message);
  const topology = loadTopology(pilot.value.topology);
  if (!topology.ok) throw new Error(topology.problems[0]?.message);
  const policyText = readFileSync(file('policies/pilot-policy.yaml'), 'utf8');
  return { pilot: pilot.value, network: topology.network, policyText };
}

/** The shipped quickstart pilot, loaded once. */
export const QUICKSTART = quickstartContext();

/** Also scenarios that the pilot itself does not play. */
function playing(name: string): TrialContext {
  const { pilot } = QUICKSTART;
  if (pilot.scenarios.some((entry) => entry.name === name) || !SCENARIO_NAMES.includes(name))
    return QUICKSTART;
  const entry = { name, trials: 1, params: {}, workload: {} };
  return { ...QUICKSTART, pilot: { ...pilot, scenarios: [...pilot.scenarios, entry] } };
}

/** Trial `index` of a scenario, as a run with that seed would play it. */
export function trialOf(
  scenario: string,
  index: number,
  more: { seed?: string } & Partial<TrialOptions> = {},
): TrialResult {
  const { seed = '1', ...options } = more;
  const spec = { scenario, index, ordinal: index, seed: deriveSeed(seed, scenario, index) };
  return runTrial(playing(scenario), spec, { history: 'hash', ...options });
}

/** The whole history of a trial that kept it, every event an object of its own. */
export function eventsOf({ history }: TrialResult): HistoryEvent[] {
  return [...decodeHistory(history)].map((event) => ({ ...event }));
}
