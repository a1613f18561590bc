import { drawFault } from '#chaos/nemesis';
import { FAULT_KINDS, faultSchema, type TimedFault } from '#chaos/registry';
import { aimsOf } from '#harness/sim/draw-schedule';
import { SIM_INJECTS } from '#harness/sim/faults/injectable';
import { seededRandom } from '#harness/sim/random';
import type { TrialPlan } from '#harness/sim/trial-plan';
import { BOUNDARIES } from '#orchestrator/domain/boundaries';
import { rounder } from './rounder.ts';
import type { TrialBudget } from './trial-budget.ts';

/** Each fault: a milder kind of the same family, then smaller numbers, no flags, no trigger. */
export function simplifyFaults(budget: TrialBudget): void {
  for (let at = 0; at < budget.plan.schedule.length; at++) {
    for (const milder of milderKinds(budget.plan, at)) if (replace(budget, at, milder)) break;
    simplifyFields(budget, at);
  }
}

function replace(budget: TrialBudget, at: number, fault: unknown): boolean {
  const parsed = faultSchema.safeParse(fault);
  if (!parsed.success) return false;
  const { plan } = budget;
  return budget.take({ ...plan, schedule: plan.schedule.with(at, parsed.data) });
}

/** Earlier kinds of the vocabulary with the same first word, in the same place and time. */
function milderKinds(plan: TrialPlan, at: number): readonly TimedFault[] {
  const fault = plan.schedule[at]!;
  const family = fault.kind.slice(0, fault.kind.indexOf('.'));
  const earlier = FAULT_KINDS.slice(0, FAULT_KINDS.indexOf(fault.kind));
  const { payers, payees, nodeCount } = aimsOf(plan.network);
  const targets = {
    payerCount: payers.length,
    payeeCount: payees.length,
    nodeCount,
    channelCount: plan.network.channels.length,
    boundaryNames: BOUNDARIES,
  };
  const { atMs, durMs, on } = fault;
  return earlier
    .filter((kind) => kind.startsWith(`${family}.`) && SIM_INJECTS.has(kind))
    .map((kind) => drawFault(kind, seededRandom(`milder ${kind}`), targets, plan.timing.stormMs))
    .filter((milder) => milder !== null)
    .map((milder) => {
      const { on: _drawn, ...rest } = milder;
      const aim = 'node' in fault && 'node' in rest ? { node: fault.node } : {};
      return { ...rest, ...aim, atMs, durMs, ...(on === undefined ? {} : { on }) } as TimedFault;
    });
}

function simplifyFields(budget: TrialBudget, at: number): void {
  const fault = () => budget.plan.schedule[at]! as unknown as Readonly<Record<string, unknown>>;
  if (fault().on !== undefined) {
    const { on: _dropped, ...rest } = fault();
    replace(budget, at, rest);
  }
  for (const [field, value] of Object.entries(fault())) {
    if (typeof value === 'boolean' && value) replace(budget, at, { ...fault(), [field]: false });
    if (typeof value !== 'number') continue;
    for (const simpler of rounder(value)) if (replace(budget, at, { ...fault(), [field]: simpler })) break;
  }
}
