import type { Mutant } from './mutant.ts';

export const killSwitchSticks: Mutant = {
  id: 'kill-switch-sticks',
  title: 'the kill switch is read once it is on, and never again: its release is not noticed',
  expects: 'L09',
  scenario: 'roll-call',
  plant() {
    let pressed = false;
    return {
      policy: (real) => ({
        decide(question) {
          const decision = real.decide(question);
          return pressed ? { ...decision, effect: 'deny', rules: ['policy.kill-switch'] } : decision;
        },
        reserve: (question) => real.reserve(question),
        release: (question) => real.release(question),
        inForce() {
          const inForce = real.inForce();
          if (inForce?.killSwitch === 'on') pressed = true;
          return inForce;
        },
      }),
    };
  },
};
