import type { PolicyQuestion } from '#orchestrator/policy/decision';
import type { Mutant } from './mutant.ts';

export const windowsEmptyAfterStart: Mutant = {
  id: 'windows-empty-after-start',
  title: 'rolling windows live in memory only: a restarted process begins with empty ones',
  expects: 'S20',
  scenario: 'partial-commit',
  plant: () => ({
    policy(real) {
      let asked = false;
      const lost = new Set<string>();
      return {
        decide(question) {
          asked = true;
          return real.decide(question);
        },
        // What comes before the first question is what recovery counts again.
        reserve: (question) => (asked ? real.reserve(question) : void lost.add(nameOf(question))),
        release: (question) => (lost.delete(nameOf(question)) ? undefined : real.release(question)),
        inForce: () => real.inForce(),
      };
    },
  }),
};

function nameOf({ tenant, agent, tier, nowMs, amountMsat }: PolicyQuestion): string {
  return `${tenant} ${agent} ${tier} ${nowMs} ${amountMsat}`;
}
