import { AssertionError } from 'node:assert';
import type { AgentId, TenantId } from '../domain/ids.ts';
import { AUTONOMY_TIERS, type AutonomyTier } from '../domain/intent.ts';
import type { PolicyQuestion } from './decision.ts';
import type { LoadedPolicy } from './loaded.ts';
import { SlidingWindow } from './sliding-window.ts';

interface TenantWindows {
  readonly all: SlidingWindow;
  readonly byAgent: Map<AgentId, SlidingWindow>;
}

/**
 * Spending within the rolling windows of one policy, per tier and tenant, and per agent within its tenant. Amounts
 * without routing fees. A policy with other window lengths gets its own `SpendWindows`, filled by reserving again what
 * the ledger holds: nothing that a longer window must see may come from a shorter one.
 */
export class SpendWindows {
  readonly #windowMs: ReadonlyMap<AutonomyTier, number>;
  readonly #tenants: ReadonlyMap<AutonomyTier, Map<TenantId, TenantWindows>>;

  constructor(policy: Pick<LoadedPolicy, 'tiers'>) {
    this.#windowMs = new Map(AUTONOMY_TIERS.map((tier) => [tier, policy.tiers[tier].windowMs]));
    this.#tenants = new Map(AUTONOMY_TIERS.map((tier) => [tier, new Map()]));
  }

  /** The tenant's window at `nowMs`; undefined when it never spent under the tier. Makes nothing: anyone may ask. */
  ofTenant(tier: AutonomyTier, tenant: TenantId, nowMs: number): SlidingWindow | undefined {
    const window = this.#tenants.get(tier)?.get(tenant)?.all;
    window?.prune(nowMs);
    return window;
  }

  /** The agent's window at `nowMs`; undefined when it never spent under the tier. */
  ofAgent(tier: AutonomyTier, tenant: TenantId, agent: AgentId, nowMs: number): SlidingWindow | undefined {
    const window = this.#tenants.get(tier)?.get(tenant)?.byAgent.get(agent);
    window?.prune(nowMs);
    return window;
  }

  /** Counts the payment at `question.nowMs`. */
  reserve(question: PolicyQuestion): void {
    const { tier, tenant, agent, nowMs, amountMsat } = question;
    const tenants = this.#tenants.get(tier);
    const windowMs = this.#windowMs.get(tier);
    if (tenants === undefined || windowMs === undefined)
      throw new AssertionError({ message: `no windows for tier ${tier}` });
    let windows = tenants.get(tenant);
    if (windows === undefined) {
      windows = { all: new SlidingWindow(windowMs), byAgent: new Map() };
      tenants.set(tenant, windows);
    }
    let own = windows.byAgent.get(agent);
    if (own === undefined) {
      own = new SlidingWindow(windowMs);
      windows.byAgent.set(agent, own);
    }
    windows.all.add(nowMs, amountMsat);
    own.add(nowMs, amountMsat);
  }

  /**
   * Takes the payment out again. The question is the one that was reserved: same moment, same amount.
   * @throws AssertionError when it was not reserved, or was released before.
   */
  release(question: PolicyQuestion): void {
    const windows = this.#tenants.get(question.tier)?.get(question.tenant);
    const own = windows?.byAgent.get(question.agent);
    if (windows === undefined || own === undefined)
      throw new AssertionError({
        message: `agent ${question.agent} of ${question.tenant} never reserved anything`,
      });
    own.takeOut(question.nowMs, question.amountMsat);
    windows.all.takeOut(question.nowMs, question.amountMsat);
  }
}
