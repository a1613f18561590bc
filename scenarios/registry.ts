import { baseline } from './library/baseline.ts';
import { delayedEvents } from './library/delayed-events.ts';
import { liquidityDrain } from './library/liquidity-drain.ts';
import { mixed } from './library/mixed.ts';
import { nodeOutage } from './library/node-outage.ts';
import { partialCommit } from './library/partial-commit.ts';
import { staleCallbacks } from './library/stale-callbacks.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario there is, mild to severe. */
export const SCENARIOS: readonly Scenario[] = [
  baseline,
  nodeOutage,
  liquidityDrain,
  delayedEvents,
  staleCallbacks,
  partialCommit,
  mixed,
];

export const SCENARIO_NAMES: readonly string[] = SCENARIOS.map((scenario) => scenario.name);

const byName = new Map(SCENARIOS.map((scenario) => [scenario.name, scenario]));

/** @throws RangeError for a name that is not in the library; pilot files are checked before. */
export function scenarioNamed(name: string): Scenario {
  const found = byName.get(name);
  if (found === undefined)
    throw new RangeError(`no scenario ${name}; there are ${SCENARIO_NAMES.join(', ')}`);
  return found;
}
