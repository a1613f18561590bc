import { entryOf } from '#harness/sim/draw-schedule';
import { materialise } from '#harness/sim/materialise';
import { runTrial as runPilotTrial, runPlan } from '#harness/sim/trial';
import type { TrialContext, TrialOptions } from '#harness/sim/trial-context';
import type { TrialPlan } from '#harness/sim/trial-plan';
import type { TrialResult, TrialSpec } from '#reports/evidence/trial';
import { swarmParams } from '#scenarios/library/swarm';
import { scenarioNamed } from '#scenarios/registry';
import { generateTrial } from './generate-trial.ts';

/** Any trial of a run: one of a pilot's scenarios on the pilot's network, or one that brings its own (`swarm`). */
export function runTrial(context: TrialContext, spec: TrialSpec, options: TrialOptions): TrialResult {
  const plan = generatedPlan(context, spec);
  if (plan === null) return runPilotTrial(context, spec, options);
  const { name, nodes } = plan.network;
  const { schedule = plan.schedule, ...rest } = options;
  return { ...runPlan({ ...plan, schedule }, spec, rest), topology: { name, nodes } };
}

/** The same trial written down. */
export function planOf(context: TrialContext, spec: TrialSpec): TrialPlan {
  return generatedPlan(context, spec) ?? materialise(context, spec);
}

/** null: a trial on the pilot's own network. */
export function generatedPlan(context: TrialContext, spec: TrialSpec): TrialPlan | null {
  if (!scenarioNamed(spec.scenario).generated) return null;
  return generateTrial(spec.seed, swarmParams.parse(entryOf(context, spec).params));
}
