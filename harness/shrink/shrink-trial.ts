import { planOf } from '#harness/generator/run-trial';
import type { TrialContext } from '#harness/sim/trial-context';
import type { TrialPlan } from '#harness/sim/trial-plan';
import type { TrialSpec, Violation } from '#reports/evidence/trial';
import { dropFaults } from './drop-faults.ts';
import { dropNetwork } from './drop-network.ts';
import { dropPayments } from './drop-payments.ts';
import { simplifyFaults } from './simpler-faults.ts';
import { simplifyRequests } from './simpler-requests.ts';
import { simplifySetting } from './simpler-setting.ts';
import { type ShrinkOptions, TrialBudget } from './trial-budget.ts';

/** What is left of a trial in which nothing more can go without losing the violation. */
export interface Shrunk {
  readonly plan: TrialPlan;
  readonly faults: number;
  /** Purchases; retries and altered requests are not counted. */
  readonly payments: number;
  readonly nodes: number;
  readonly channels: number;
  readonly trialsRun: number;
  /** The budget was not enough to prove that nothing more can go. */
  readonly budgetSpent: boolean;
  readonly violations: readonly Violation[];
}

/**
 * A trial that violates → the smallest like it: first what takes whole pieces away (delta debugging over faults, payments,
 * nodes, channels), then what makes the pieces simpler, until a round changes nothing. Deterministic.
 * @throws RangeError when the trial violates none of `options.invariants`.
 */
export function shrinkTrial(context: TrialContext, spec: TrialSpec, options: ShrinkOptions): Shrunk {
  return shrinkPlan(planOf(context, spec), spec, options);
}

/** The same for a trial that is written down. */
export function shrinkPlan(plan: TrialPlan, spec: TrialSpec, options: ShrinkOptions): Shrunk {
  const budget = new TrialBudget(plan, spec, options);
  for (let begun = null as TrialPlan | null; begun !== budget.plan && !budget.spent; ) {
    begun = budget.plan;
    dropFaults(budget);
    dropPayments(budget);
    dropNetwork(budget);
    // Large pieces go cheaply; making them simpler first would only cost trials.
    if (begun !== budget.plan) continue;
    simplifySetting(budget);
    simplifyRequests(budget);
    simplifyFaults(budget);
  }
  return {
    plan: budget.plan,
    ...sizeOf(budget.plan),
    trialsRun: budget.trialsRun,
    budgetSpent: budget.spent,
    violations: budget.result.violations,
  };
}

export function sizeOf({ schedule, operations, network }: TrialPlan) {
  return {
    faults: schedule.length,
    payments: operations.filter(({ kind }) => kind === 'first').length,
    nodes: network.nodes.length,
    channels: network.channels.length,
  };
}
