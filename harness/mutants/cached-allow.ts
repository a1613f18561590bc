import type { PolicyDecision, PolicyInForce } from '#orchestrator/policy/decision';
import type { Mutant } from './mutant.ts';

export const cachedAllow: Mutant = {
  id: 'cached-allow',
  title: 'an "allow" is kept and given again, whatever policy is in force by then',
  expects: 'S19',
  scenario: 'roll-call',
  plant: () => ({
    policy(real) {
      const allowed = new Map<string, PolicyDecision>();
      let inForce: PolicyInForce | null = null;
      return {
        decide(question) {
          const { tenant, agent, tier, corridor, amountMsat, payee } = question;
          const asked = `${tenant}\n${agent}\n${tier}\n${corridor}`;
          const decision = allowed.get(asked) ?? real.decide(question);
          if (decision.effect === 'allow') allowed.set(asked, decision);
          return { ...decision, amountMsat, payee };
        },
        reserve: (question) => real.reserve(question),
        release: (question) => real.release(question),
        inForce() {
          inForce ??= real.inForce();
          return inForce;
        },
      };
    },
  }),
};
