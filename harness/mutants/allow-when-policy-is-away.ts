import type { PolicyDecision, PolicyInForce } from '#orchestrator/policy/decision';
import type { Mutant } from './mutant.ts';

export const allowWhenPolicyIsAway: Mutant = {
  id: 'allow-when-policy-is-away',
  title: 'when the policy engine does not answer, its last "allow" does',
  expects: 'S21',
  scenario: 'roll-call',
  plant: () => ({
    policy(real) {
      let allowed: PolicyDecision | null = null;
      let inForce: PolicyInForce | null = null;
      return {
        decide(question) {
          try {
            const decision = real.decide(question);
            if (decision.effect === 'allow') allowed = decision;
            return decision;
          } catch (error) {
            if (allowed === null) throw error;
            const { nowMs, amountMsat, payee } = question;
            return { ...allowed, decidedAtMs: nowMs, validUntilMs: nowMs + 60_000, amountMsat, payee };
          }
        },
        reserve: (question) => real.reserve(question),
        release: (question) => real.release(question),
        inForce() {
          try {
            inForce = real.inForce() ?? inForce;
          } catch {
            // The bug: what was true a while ago is taken to be true now.
          }
          return inForce;
        },
      };
    },
  }),
};
