import { msat } from '../domain/money.ts';
import type { PolicyDecision, PolicyEngine, PolicyInForce, PolicyQuestion } from '../policy/decision.ts';

/**
 * The policy engine as the payment engine sees it: whatever it does that is not a well-formed answer to the question is
 * a denial, or, asked what is in force, "cannot say" (S21). A policy engine may be another process: it can be away, be
 * restarted into another version, or answer something that no version ever meant.
 */
export class FailClosedPolicy implements PolicyEngine {
  readonly #policy: PolicyEngine;

  constructor(policy: PolicyEngine) {
    this.#policy = policy;
  }

  decide(question: PolicyQuestion): PolicyDecision {
    try {
      const decision = this.#policy.decide(question);
      const wrong = wrongWith(decision, question);
      return wrong === '' ? decision : denial(question, `its answer is malformed: ${wrong}`);
    } catch (error) {
      return denial(question, error instanceof Error ? error.message : 'it failed');
    }
  }

  reserve(question: PolicyQuestion): void {
    this.#policy.reserve(question);
  }

  release(question: PolicyQuestion): void {
    this.#policy.release(question);
  }

  inForce(): PolicyInForce | null {
    let inForce: PolicyInForce | null;
    try {
      inForce = this.#policy.inForce();
    } catch {
      // Why it cannot say is the business of whoever runs it; here it only means that nothing may leave.
      return null;
    }
    return inForce !== null && isHash(inForce.policyHash) && isSwitch(inForce.killSwitch) ? inForce : null;
  }
}

/** What makes a decision unusable; '' when nothing does. */
function wrongWith(decision: PolicyDecision, question: PolicyQuestion): string {
  if (typeof decision !== 'object' || decision === null) return 'no decision';
  const { effect, policyHash, rules, decidedAtMs, validUntilMs, amountMsat, payee } = decision;
  if (effect !== 'allow' && effect !== 'review' && effect !== 'deny') return `effect ${String(effect)}`;
  if (!isHash(policyHash)) return 'no policy hash';
  if (!Array.isArray(rules)) return 'no rules';
  if (!Number.isFinite(decidedAtMs) || !Number.isFinite(validUntilMs)) return 'no time of validity';
  if (amountMsat !== question.amountMsat) return `an amount of ${String(amountMsat)}`;
  if (payee !== question.payee) return 'another payee';
  return '';
}

function isHash(text: unknown): boolean {
  return typeof text === 'string' && text !== '';
}

function isSwitch(text: unknown): boolean {
  return text === 'on' || text === 'off';
}

function denial(question: PolicyQuestion, what: string): PolicyDecision {
  return {
    effect: 'deny',
    policyVersion: '',
    policyHash: '' as PolicyDecision['policyHash'],
    rules: ['fail-closed'],
    why: `Denied: the policy engine could not be used (${what}).`,
    decidedAtMs: question.nowMs,
    validUntilMs: question.nowMs,
    amountMsat: msat(BigInt(question.amountMsat)),
    payee: question.payee,
  };
}
