import { type Msat, ZERO_MSAT } from '../domain/money.ts';
import { checkDelegation, DELEGATION_REASONS } from '../identity/delegation.ts';
import type { PolicyQuestion } from './decision.ts';
import type { CorridorRule, LoadedPolicy, TierRule } from './loaded.ts';
import type { SlidingWindow } from './sliding-window.ts';
import type { SpendWindows } from './windows.ts';

/** A rule that stands in the way of a payment. A payment that meets none is allowed. */
export interface Finding {
  readonly effect: 'deny' | 'review';
  /** Rule id, for example `tier.low.per-payment`. */
  readonly rule: string;
  /** For people, in half a sentence. */
  readonly because: string;
}

const PPM = 1_000_000n;

export function checkPolicy(policy: LoadedPolicy, question: PolicyQuestion, found: Finding[]): void {
  if (policy.document.killSwitch !== 'off') deny(found, 'policy.kill-switch', 'the kill switch is on');
  if (question.nowMs < policy.effectiveFromMs)
    deny(found, 'policy.not-yet-effective', `the policy is effective from ${policy.document.effectiveFrom}`);
  if (!policy.tenants.has(question.tenant))
    deny(found, 'tenant.unknown', `tenant ${question.tenant} is not in the policy`);
}

export function checkCorridor(
  policy: LoadedPolicy,
  corridor: CorridorRule,
  question: PolicyQuestion,
  found: Finding[],
): void {
  const { tenant, tier, payee } = question;
  const { id, tenants, jurisdictions, allowedPayees } = corridor;
  if (tenants !== 'any' && !tenants.has(tenant))
    deny(found, `corridor.${id}.tenant`, `tenant ${tenant} may not use corridor ${id}`);
  if (jurisdictions !== 'any') {
    const own = policy.tenants.get(tenant)?.jurisdiction;
    if (own === undefined || !jurisdictions.has(own))
      deny(
        found,
        `corridor.${id}.jurisdiction`,
        `corridor ${id} is closed to jurisdiction ${own ?? 'unknown'}`,
      );
  }
  if (!corridor.tiers.has(tier))
    deny(found, `corridor.${id}.tier`, `corridor ${id} is closed to tier ${tier}`);
  if (corridor.deniedPayees.has(payee))
    deny(found, `corridor.${id}.counterparty-denied`, `payee ${payee} is denied in corridor ${id}`);
  if (allowedPayees !== 'any' && !allowedPayees.has(payee))
    deny(
      found,
      `corridor.${id}.counterparty-not-allowed`,
      `payee ${payee} is not on the list of corridor ${id}`,
    );
  if (!feeCapWithin(question, corridor.maxFeePpm, corridor.feeExemptMsat))
    deny(
      found,
      `corridor.${id}.fee-ppm`,
      `a fee cap of ${question.feeCapMsat} msat is over ${corridor.maxFeePpm} ppm`,
    );
}

export function checkTier(
  policy: LoadedPolicy,
  tier: TierRule,
  corridor: CorridorRule | undefined,
  question: PolicyQuestion,
  found: Finding[],
): void {
  const { amountMsat, payee } = question;
  if (amountMsat > tier.perPaymentMaxMsat)
    deny(
      found,
      `tier.${tier.tier}.per-payment`,
      `${amountMsat} msat is over the limit of ${tier.perPaymentMaxMsat} msat per payment`,
    );
  if (tier.delegation) {
    const answer = checkDelegation(policy.delegations, question);
    if (answer !== 'ok')
      deny(
        found,
        `tier.${tier.tier}.delegation.${answer}`,
        `delegation ${question.delegation}: ${DELEGATION_REASONS[answer]}`,
      );
  }
  if (tier.knownCounterparty && !policy.knownCounterparties.has(payee))
    deny(found, `tier.${tier.tier}.known-counterparty`, `payee ${payee} is not a known counterparty`);
  if (
    tier.maxFeePpm !== null &&
    !feeCapWithin(question, tier.maxFeePpm, corridor?.feeExemptMsat ?? ZERO_MSAT)
  )
    deny(
      found,
      `tier.${tier.tier}.fee-ppm`,
      `a fee cap of ${question.feeCapMsat} msat is over ${tier.maxFeePpm} ppm`,
    );
  if (tier.approvalAboveMsat !== null && amountMsat > tier.approvalAboveMsat)
    found.push({
      effect: 'review',
      rule: `tier.${tier.tier}.approval`,
      because: `tier ${tier.tier} needs approval above ${tier.approvalAboveMsat} msat`,
    });
}

export function checkWindows(
  tier: TierRule,
  windows: SpendWindows,
  question: PolicyQuestion,
  found: Finding[],
): void {
  const { nowMs, tenant, agent, amountMsat } = question;
  checkWindow(tier, 'agent', windows.ofAgent(tier.tier, tenant, agent, nowMs), amountMsat, found);
  checkWindow(tier, 'tenant', windows.ofTenant(tier.tier, tenant, nowMs), amountMsat, found);
}

function checkWindow(
  tier: TierRule,
  whose: 'agent' | 'tenant',
  window: SlidingWindow | undefined,
  amountMsat: Msat,
  found: Finding[],
): void {
  const limit = tier[whose];
  const sumMsat = (window?.sumMsat ?? ZERO_MSAT) + amountMsat;
  const count = (window?.count ?? 0) + 1;
  if (sumMsat > limit.maxMsat)
    deny(
      found,
      `tier.${tier.tier}.window.${whose}.amount`,
      `${sumMsat} msat of the ${whose} within the window is over the limit of ${limit.maxMsat} msat`,
    );
  if (count > limit.maxCount)
    deny(
      found,
      `tier.${tier.tier}.window.${whose}.count`,
      `${count} payments of the ${whose} within the window are over the limit of ${limit.maxCount}`,
    );
}

/** Exact: `feeCap ÷ amount ≤ maxPpm ÷ 10⁶` without a division. */
function feeCapWithin(question: PolicyQuestion, maxPpm: number, exemptMsat: Msat): boolean {
  const { feeCapMsat, amountMsat } = question;
  return feeCapMsat <= exemptMsat || feeCapMsat * PPM <= amountMsat * BigInt(maxPpm);
}

function deny(found: Finding[], rule: string, because: string): void {
  found.push({ effect: 'deny', rule, because });
}
