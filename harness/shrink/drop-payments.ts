import { keyOf } from '#harness/sim/planned-operations';
import { ddmin } from './ddmin.ts';
import type { TrialBudget } from './trial-budget.ts';

/** What comes after the violation, then payments with all that refers to them, then single retries and alterations. */
export function dropPayments(budget: TrialBudget): void {
  const { plan, violatedAtMs } = budget;
  const before = plan.operations.filter(({ atMs }) => atMs <= violatedAtMs);
  if (before.length < plan.operations.length) budget.take({ ...plan, operations: before });
  dropPurchases(budget);
  dropFollowUps(budget);
}

function dropPurchases(budget: TrialBudget): void {
  const { plan } = budget;
  const keys = [...new Set(plan.operations.map(keyOf))];
  ddmin(keys, (kept) => {
    const left = new Set(kept);
    return budget.take({
      ...plan,
      operations: plan.operations.filter((operation) => left.has(keyOf(operation))),
    });
  });
}

function dropFollowUps(budget: TrialBudget): void {
  const { plan } = budget;
  const followUps = plan.operations.filter(({ kind }) => kind !== 'first');
  ddmin(followUps, (kept) => {
    const left = new Set(kept);
    return budget.take({
      ...plan,
      operations: plan.operations.filter((operation) => operation.kind === 'first' || left.has(operation)),
    });
  });
}
