import type { Mutant } from './mutant.ts';

export const killSwitchAtTheDoor: Mutant = {
  id: 'kill-switch-at-the-door',
  title: 'the kill switch stops new intents; workers go on with what they have',
  expects: 'S22',
  scenario: 'roll-call',
  plant: () => ({
    policy: (real) => ({
      decide: (question) => real.decide(question),
      reserve: (question) => real.reserve(question),
      release: (question) => real.release(question),
      inForce() {
        const inForce = real.inForce();
        return inForce === null ? null : { ...inForce, killSwitch: 'off' };
      },
    }),
  }),
};
