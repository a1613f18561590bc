import type { TrialTask } from '#harness/run/worker-protocol';
import { deriveSeed } from '#harness/sim/random';
import { decodeHistory } from '#reports/evidence/encoded-history';
import type { TrialResult } from '#reports/evidence/trial';

/** What came of trials in which nothing was injected. */
export interface ControlOutcome {
  readonly trials: number;
  readonly intents: number;
  readonly settled: number;
  /** Raised to the operators' queue. */
  readonly exceptions: number;
  readonly violations: number;
  readonly crashes: number;
}

/** Of each trial, as `scenarios/controls/zero-fault.yaml` asks for. */
export const CONTROL_INTENTS = 250;

/** Nothing may be found, everything must be paid. What was turned away at the door is no intent: it would be missing. */
export function isGreen(outcome: ControlOutcome): boolean {
  const { trials, intents, settled, exceptions, violations, crashes } = outcome;
  const complete = trials > 0 && intents >= trials * CONTROL_INTENTS;
  return complete && settled === intents && exceptions + violations + crashes === 0;
}

/** Plays so many trials of the zero-fault control (`scenarios/controls/zero-fault.yaml`). */
export async function playControl({
  seed,
  trials,
  run,
}: {
  readonly seed: string;
  readonly trials: number;
  run(task: TrialTask): Promise<TrialResult> | TrialResult;
}): Promise<ControlOutcome> {
  const tasks = Array.from({ length: trials }, (_, index) => controlTask(seed, index));
  const played = await Promise.all(tasks.map(async (task) => outcomeOf(await run(task))));
  const sum = (count: (one: ControlOutcome) => number) => played.reduce((all, one) => all + count(one), 0);
  return {
    trials,
    intents: sum(({ intents }) => intents),
    settled: sum(({ settled }) => settled),
    exceptions: sum(({ exceptions }) => exceptions),
    violations: sum(({ violations }) => violations),
    crashes: sum(({ crashes }) => crashes),
  };
}

function controlTask(seed: string, index: number): TrialTask {
  const spec = { scenario: 'baseline', index, ordinal: index, seed: deriveSeed(seed, 'control', index) };
  return { spec, options: { history: 'keep' }, ground: 'control' };
}

function outcomeOf(result: TrialResult): ControlOutcome {
  let exceptions = 0;
  if (result.history.length > 0)
    for (const { kind, state } of decodeHistory(result.history))
      if (kind === 'exception-moved' && state === 'raised') exceptions++;
  return {
    trials: 1,
    intents: result.intentCount,
    settled: result.settledCount,
    exceptions,
    violations: result.violations.length,
    crashes: result.status === 'crashed' ? 1 : 0,
  };
}
