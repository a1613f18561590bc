import { generatedPlan } from '#harness/generator/run-trial';
import { prepareTrial } from '#harness/sim/trial';
import type { TrialContext, TrialOptions } from '#harness/sim/trial-context';
import { pilotInput, planInput, type TrialInput } from '#harness/sim/trial-input';
import type { TrialPlan } from '#harness/sim/trial-plan';
import type { TrialResult, TrialSpec } from '#reports/evidence/trial';
import { type Daemons, ON_SOCKETS } from './daemons.ts';
import { EmulatedTrial } from './emulated-trial.ts';

/**
 * Runs one trial in the emulated environment: the same trial as in the simulation, but every call to a node that pays goes
 * through the adapter of its daemon and over a socket. Not two at a time in one thread. An exception out of it is a defect
 * of harness, adapter or orchestrator.
 */
export function runTrial(
  context: TrialContext,
  spec: TrialSpec,
  options: TrialOptions,
  daemons: Daemons = ON_SOCKETS,
): Promise<TrialResult> {
  const plan = generatedPlan(context, spec);
  const { schedule = null, ...rest } = options;
  if (plan === null)
    return play(pilotInput(context, spec, schedule), context.policyText, spec, rest, daemons);
  return runPlan({ ...plan, schedule: schedule ?? plan.schedule }, spec, rest, daemons);
}

/** The same for a trial that is written down. `spec` only names it. */
export async function runPlan(
  plan: TrialPlan,
  spec: TrialSpec,
  options: Omit<TrialOptions, 'schedule'>,
  daemons: Daemons = ON_SOCKETS,
): Promise<TrialResult> {
  const { name, nodes } = plan.network;
  const result = await play(planInput(plan), plan.policyText, spec, options, daemons);
  return { ...result, topology: { name, nodes } };
}

async function play(
  input: TrialInput,
  policyText: string,
  spec: TrialSpec,
  options: Omit<TrialOptions, 'schedule'>,
  daemons: Daemons,
): Promise<TrialResult> {
  const emulated = new EmulatedTrial(input.network, input.seed, daemons);
  const { simulation, finish } = prepareTrial(input, policyText, spec, options, emulated);
  try {
    await emulated.start();
    for (const untilMs of simulation.phases()) await emulated.run(untilMs);
    return finish();
  } finally {
    await emulated.stop();
  }
}
