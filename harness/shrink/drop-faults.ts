import { ddmin } from './ddmin.ts';
import type { TrialBudget } from './trial-budget.ts';

/** What struck after the violation has nothing to do with it; of the rest, what can go. */
export function dropFaults(budget: TrialBudget): void {
  const { plan, violatedAtMs } = budget;
  const before = plan.schedule.filter(({ atMs }) => atMs <= violatedAtMs);
  if (before.length < plan.schedule.length) budget.take({ ...plan, schedule: before });
  const left = budget.plan;
  ddmin(left.schedule, (schedule) => budget.take({ ...left, schedule }));
}
