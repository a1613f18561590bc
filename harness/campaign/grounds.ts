import { fileURLToPath } from 'node:url';
import type { FaultKind } from '#chaos/registry';
import { MUTANTS } from '#harness/mutants/registry';
import { readInputs } from '#harness/run/read-inputs';
import type { TrialContext } from '#harness/sim/trial-context';
import type { Pilot } from '#scenarios/pilot-schema';

const CONTROL = fileURLToPath(new URL('../../scenarios/controls/zero-fault.yaml', import.meta.url));

/** What mutants need that no scenario but `roll-call` plays in every few trials. */
const ROLL_CALL: readonly FaultKind[] = [
  'killswitch.toggle',
  'policy.unavailable',
  'policy.version_flip_midflight',
  'human.no_response',
  'load.burst',
  'node.permanent_loss',
  'api.schema_drift',
];

/**
 * Where the self-test is played, whatever pilot it is part of: a gate's proof must not depend on the workload of the day,
 * and what a pilot itself never puts to the test makes it INCONCLUSIVE by another rule.
 */
export interface SelfTestGrounds {
  /** Mutants are hunted here: the quickstart pilot with every scenario that a mutant names. */
  readonly hunt: TrialContext;
  /** Nothing strikes here and everything must settle. */
  readonly control: TrialContext;
}
export type GroundName = keyof SelfTestGrounds;

export function selfTestGrounds(): SelfTestGrounds {
  const { pilot, network, policyText } = contextOf('quickstart');
  return {
    hunt: {
      pilot: withScenarios(pilot, [...new Set(MUTANTS.map((each) => each.scenario))]),
      network,
      policyText: tightWindows(policyText),
    },
    control: contextOf(CONTROL),
  };
}

function contextOf(argument: string): TrialContext {
  const { pilot, network, policyText } = readInputs(argument);
  return { pilot, network, policyText };
}

/** The shipped windows are wider than what one trial spends: who does not count them would never be noticed. */
function tightWindows(policyText: string): string {
  return policyText.replace(
    'agent: { maxSat: 1500000, maxCount: 60 }',
    'agent: { maxSat: 200000, maxCount: 60 }',
  );
}

function withScenarios(pilot: Pilot, names: readonly string[]): Pilot {
  const played = new Set(pilot.scenarios.map(({ name }) => name));
  const missing = names.filter((name) => !played.has(name));
  const added = missing.map((name) => ({ name, trials: 1, params: {}, workload: {} }));
  const scenarios = [...pilot.scenarios, ...added].map((entry) =>
    entry.name === 'roll-call' ? { ...entry, params: { kinds: ROLL_CALL } } : entry,
  );
  return { ...pilot, scenarios };
}
