import { z } from 'zod';
import { defineScenario } from '../scenario.ts';

export const baseline = defineScenario({
  name: 'baseline',
  sentence:
    'An ordinary day: no fault is injected, so every failure is the network’s own (no route, no liquidity, fee above the cap) and every alarm is a false one.',
  params: z.strictObject({}),
  schedule: () => [],
  expects: () => [],
});
