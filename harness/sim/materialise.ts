import type { Schedule } from '#chaos/schedule';
import type { TrialSpec } from '#reports/evidence/trial';
import { plannedOperations } from './planned-operations.ts';
import type { TrialContext } from './trial-context.ts';
import { pilotInput } from './trial-input.ts';
import type { TrialPlan } from './trial-plan.ts';

/** A trial of a pilot as a plan: everything that it draws, drawn. `runPlan` gives the bytes that `runTrial` gives. */
export function materialise(
  context: TrialContext,
  spec: TrialSpec,
  asked: Schedule | null = null,
): TrialPlan {
  const { seed, timing, latency, network, schedule, source } = pilotInput(context, spec, asked);
  const { policyText } = context;
  return {
    seed,
    timing,
    latency,
    policyText,
    schedule,
    operations: plannedOperations(source, network),
    network,
  };
}
