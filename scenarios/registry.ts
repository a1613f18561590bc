import { baseline } from './library/baseline.ts';
import { commitUnknownWithTwin } from './library/commit-unknown-with-twin.ts';
import { crashThenLateCallbacks } from './library/crash-then-late-callbacks.ts';
import { cursorLostUnderDuplicates } from './library/cursor-lost-under-duplicates.ts';
import { delayedEvents } from './library/delayed-events.ts';
import { drainWhileFlapping } from './library/drain-while-flapping.ts';
import { flipUnderApproval } from './library/flip-under-approval.ts';
import { lateSettleBehindHang } from './library/late-settle-behind-hang.ts';
import { liquidityDrain } from './library/liquidity-drain.ts';
import { mixed } from './library/mixed.ts';
import { nodeOutage } from './library/node-outage.ts';
import { partialCommit } from './library/partial-commit.ts';
import { reorgUnderStuckHtlcs } from './library/reorg-under-stuck-htlcs.ts';
import { replyLostThenHang } from './library/reply-lost-then-hang.ts';
import { rollCall } from './library/roll-call.ts';
import { staleCallbacks } from './library/stale-callbacks.ts';
import { swarm } from './library/swarm.ts';
import { swizzleClog } from './library/swizzle-clog.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario there is, mild to severe. */
export const SCENARIOS: readonly Scenario[] = [
  baseline,
  nodeOutage,
  liquidityDrain,
  delayedEvents,
  staleCallbacks,
  partialCommit,
  replyLostThenHang,
  crashThenLateCallbacks,
  lateSettleBehindHang,
  commitUnknownWithTwin,
  flipUnderApproval,
  drainWhileFlapping,
  reorgUnderStuckHtlcs,
  cursorLostUnderDuplicates,
  swizzleClog,
  mixed,
  rollCall,
  swarm,
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
