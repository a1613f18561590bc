import { AssertionError } from 'node:assert';
import { AUTONOMY_TIERS, type AutonomyTier } from '../domain/intent.ts';
import { checkCorridor, checkPolicy, checkTier, checkWindows, type Finding } from './checks.ts';
import type { PolicyDecision, PolicyEffect, PolicyEngine, PolicyQuestion } from './decision.ts';
import type { CorridorRule, LoadedPolicy } from './loaded.ts';
import type { SpendWindows } from './windows.ts';

interface AllowTexts {
  readonly rules: readonly string[];
  readonly why: string;
}

/**
 * The policy engine over one document. Every rule that fires is listed, in the order of the checks; deny beats review,
 * review beats allow. Whatever cannot be evaluated is denied with the rule `fail-closed`.
 *
 * A payment that already holds a reservation counts against itself: release it before asking again for it.
 */
export function createPolicyEngine(policy: LoadedPolicy, windows: SpendWindows): PolicyEngine {
  const allowTexts = new Map(
    [...policy.corridors.values()].map((corridor) => [corridor, prepareAllow(corridor)]),
  );

  const inForce = { policyHash: policy.contentHash, killSwitch: policy.document.killSwitch };

  function evaluate(question: PolicyQuestion): PolicyDecision {
    refuseMalformed(question);
    const tier = policy.tiers[question.tier];
    const corridor = policy.corridors.get(question.corridor);
    const found: Finding[] = [];
    checkPolicy(policy, question, found);
    if (corridor !== undefined) checkCorridor(policy, corridor, question, found);
    else
      found.push({
        effect: 'deny',
        rule: 'corridor.unknown',
        because: `corridor ${question.corridor} is not in the policy`,
      });
    checkTier(policy, tier, corridor, question, found);
    checkWindows(tier, windows, question, found);
    return found.length === 0 ? allow(question, corridor) : objection(question, found);
  }

  function allow(question: PolicyQuestion, corridor: CorridorRule | undefined): PolicyDecision {
    const texts = corridor && allowTexts.get(corridor)?.[question.tier];
    if (texts === undefined)
      throw new AssertionError({ message: `nothing allows corridor ${question.corridor}` });
    return decision(question, 'allow', texts.rules, texts.why);
  }

  function objection(question: PolicyQuestion, found: readonly Finding[]): PolicyDecision {
    const denied = found.some((finding) => finding.effect === 'deny');
    const effect = denied ? 'deny' : 'review';
    const because = found.filter((finding) => finding.effect === effect).map((finding) => finding.because);
    const rules = found.map((finding) => finding.rule);
    return decision(
      question,
      effect,
      rules,
      `${denied ? 'Denied' : 'A human must approve'}: ${because.join('; ')}.`,
    );
  }

  function decision(
    question: PolicyQuestion,
    effect: PolicyEffect,
    rules: readonly string[],
    why: string,
  ): PolicyDecision {
    const ttlEndsMs = question.nowMs + policy.document.decisionTtlMs;
    // A decision must not outlive the grant that it rests on.
    const grantEndsMs = policy.delegations.get(question.delegation)?.validUntilMs ?? ttlEndsMs;
    return {
      effect,
      policyVersion: policy.version,
      policyHash: policy.contentHash,
      rules,
      why,
      decidedAtMs: question.nowMs,
      validUntilMs: effect === 'deny' ? ttlEndsMs : Math.min(ttlEndsMs, grantEndsMs),
      amountMsat: question.amountMsat,
      payee: question.payee,
    };
  }

  return {
    decide(question) {
      try {
        return evaluate(question);
      } catch (error) {
        const what = error instanceof Error ? error.message : 'unknown error';
        return decision(
          question,
          'deny',
          ['fail-closed'],
          `Denied: the policy could not be evaluated (${what}).`,
        );
      }
    },
    reserve: (question) => windows.reserve(question),
    release: (question) => windows.release(question),
    inForce: () => inForce,
  };
}

/** The types promise all this; money does not move on a promise. */
function refuseMalformed(question: PolicyQuestion): void {
  if (!Number.isFinite(question.nowMs)) throw new RangeError(`the time is ${question.nowMs}`);
  if (!AUTONOMY_TIERS.includes(question.tier)) throw new RangeError(`tier ${question.tier} does not exist`);
  if (typeof question.amountMsat !== 'bigint' || question.amountMsat <= 0n)
    throw new RangeError(`the amount is ${question.amountMsat}`);
  if (typeof question.feeCapMsat !== 'bigint' || question.feeCapMsat < 0n)
    throw new RangeError(`the fee cap is ${question.feeCapMsat}`);
}

/** What an allowed payment's decision says; made once, because most decisions say it. */
function prepareAllow(corridor: CorridorRule): Readonly<Record<AutonomyTier, AllowTexts>> {
  const texts = (tier: AutonomyTier): AllowTexts => ({
    rules: Object.freeze([`tier.${tier}.allow`, `corridor.${corridor.id}.allow`]),
    why: `Allowed: within the limits of tier ${tier} and of corridor ${corridor.id}.`,
  });
  return { low: texts('low'), medium: texts('medium'), high: texts('high') };
}
