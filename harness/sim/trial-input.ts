import type { Schedule } from '#chaos/schedule';
import type { TrialSpec } from '#reports/evidence/trial';
import { type Pilot, workloadOf } from '#scenarios/pilot-schema';
import type { Network } from '#topologies/network';
import { drawSchedule, entryOf } from './draw-schedule.ts';
import { operationsOf } from './planned-operations.ts';
import { seededRandom } from './random.ts';
import type { TrialContext } from './trial-context.ts';
import type { TrialPlan } from './trial-plan.ts';
import { type OperationSource, PROBES_AFTER_HEAL_MS, workloadSource } from './workload-source.ts';

/** What the simulation is fed with: a plan, or what a pilot draws from a seed while the trial runs. */
export interface TrialInput {
  readonly seed: string;
  readonly timing: Pilot['timing'];
  readonly latency: Pilot['latency'];
  readonly network: Network;
  readonly schedule: Schedule;
  readonly source: OperationSource;
  /** The latest that a retry or an altered request follows its first. */
  readonly retryAfterMsMax: number;
}

/** A trial of a pilot. Requests are drawn one at a time: a trial of a hundred thousand never holds them all. */
export function pilotInput(context: TrialContext, spec: TrialSpec, schedule: Schedule | null): TrialInput {
  const { pilot, network } = context;
  const workload = workloadOf(pilot, entryOf(context, spec));
  return {
    seed: spec.seed,
    timing: pilot.timing,
    latency: pilot.latency,
    network,
    schedule: schedule ?? drawSchedule(context, spec),
    source: workloadSource(
      workload,
      network,
      seededRandom(spec.seed).fork('workload'),
      pilot.timing.stormMs + PROBES_AFTER_HEAL_MS,
    ),
    retryAfterMsMax: workload.retryAfterMs.max,
  };
}

export function planInput(plan: TrialPlan): TrialInput {
  const { operations, retryAfterMsMax } = operationsOf(plan);
  let next = 0;
  const source = { next: () => operations[next++] ?? null };
  return { ...plan, source, retryAfterMsMax };
}
