import { operationsOf } from '#harness/sim/planned-operations';
import type { PlannedOperation, TrialPlan } from '#harness/sim/trial-plan';
import { rounder } from './rounder.ts';
import type { TrialBudget } from './trial-budget.ts';

/** Requests that a person can read: no payload, counted preimages, whole seconds, round amounts. */
export function simplifyRequests(budget: TrialBudget): void {
  const { plan } = budget;
  budget.take({ ...plan, operations: sent(plan).map(plainly) });
  budget.take({ ...budget.plan, operations: budget.plan.operations.map(inSeconds) });
  for (let at = 0; at < budget.plan.operations.length; at++)
    for (const field of ['atMs', 'amountMsat', 'feeCapMsat'] as const) roundField(budget, at, field);
}

/** Only what is really sent, to the payee that it really goes to. */
function sent({ operations, network }: TrialPlan): readonly PlannedOperation[] {
  const payees = new Set(network.nodes.filter((node) => node.payee).map((node) => node.name));
  const made = operationsOf({ operations, network }).operations;
  if (made.length !== operations.length) return operations;
  return operations.map((operation, at) =>
    operation.kind !== 'first' || payees.has(operation.payee)
      ? operation
      : { ...operation, payee: network.nodes[made[at]!.payee]!.name },
  );
}

function plainly(operation: PlannedOperation, at: number): PlannedOperation {
  const preimage = String(at + 1).padStart(64, '0');
  if (operation.kind === 'first') return { ...operation, compliance: '', preimage };
  return 'preimage' in operation ? { ...operation, preimage } : operation;
}

function inSeconds(operation: PlannedOperation): PlannedOperation {
  const atMs = whole(operation.atMs);
  if (operation.kind !== 'first') return { ...operation, atMs };
  const { deadlineMs, expiresAtMs } = operation;
  return { ...operation, atMs, deadlineMs: whole(deadlineMs), expiresAtMs: whole(expiresAtMs) };
}

const whole = (ms: number): number => Math.floor(ms / 1_000) * 1_000;

/** Amounts stay whole satoshis. */
function roundField(budget: TrialBudget, at: number, field: 'atMs' | 'amountMsat' | 'feeCapMsat'): void {
  const value = (budget.plan.operations[at] as unknown as Partial<Record<typeof field, number>>)[field];
  if (value === undefined) return;
  const unit = field === 'atMs' ? 1 : 1_000;
  for (const simpler of rounder(Math.floor(value / unit))) {
    // Nobody asks for a payment of nothing.
    if (field === 'amountMsat' && simpler === 0) continue;
    const changed = { ...budget.plan.operations[at]!, [field]: simpler * unit };
    if (budget.take({ ...budget.plan, operations: budget.plan.operations.with(at, changed) })) return;
  }
}
